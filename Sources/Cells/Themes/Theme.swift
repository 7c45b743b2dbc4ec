/// The colours of every part of the screen. The names follow the keys of btop's theme files, so that any such file
/// can be read (`parseTheme`); the comments say what each colours in btop and here.
package struct Theme: Sendable, Equatable {
  /// What the user chooses it by.
  package var name: String

  /// `main_bg`: the screen's background; `.terminal` lets the terminal's own show.
  package var mainBackground: Color
  /// `main_fg`: ordinary text.
  package var mainForeground: Color
  /// `title`: titles of boxes and panes.
  package var title: Color
  /// `hi_fg`: shortcut letters, key hints, matches in the palette.
  package var highlight: Color
  /// `selected_bg`: behind the selected row.
  package var selectedBackground: Color
  /// `selected_fg`: text of the selected row.
  package var selectedForeground: Color
  /// `inactive_fg`: actions that cannot be taken now, placeholders.
  package var inactive: Color
  /// `graph_text`: text over graphs: tick labels, legends, readouts.
  package var graphText: Color
  /// `meter_bg`: the empty part of meters (drawn as a foreground).
  package var meterBackground: Color
  /// `proc_misc`: small graphs and status words.
  package var misc: Color

  /// `cpu_box`: outline of the spectrum and waterfall panes.
  package var cpuBox: Color
  /// `mem_box`: outline of the similarity pane.
  package var memBox: Color
  /// `net_box`: outline of the norm pane.
  package var netBox: Color
  /// `proc_box`: outline of the list of edits and of the log.
  package var procBox: Color
  /// `div_line`: dividers, grid guides, axis rules, frames of overlays.
  package var divider: Color

  /// `proc_pause_bg`: behind the word for a paused run.
  package var pauseBackground: Color
  /// `proc_follow_bg`: behind the word for a followed run.
  package var followBackground: Color
  /// `proc_banner_bg`: behind any other banner.
  package var bannerBackground: Color
  /// `proc_banner_fg`: text of banners.
  package var bannerForeground: Color
  /// `followed_bg`: behind a pinned edit or marker.
  package var followedBackground: Color
  /// `followed_fg`: text of a pinned edit or marker.
  package var followedForeground: Color

  /// `temp_*`: low to high risk of collapse; also the hot end of the waterfall.
  package var temp: Gradient
  /// `cpu_*`: spectrum lines from the first edit to now, and the waterfall's ramp.
  package var cpu: Gradient
  /// `download_*`: similarity of the leading singular subspaces (LS).
  package var download: Gradient
  /// `upload_*`: similarity of the spectra (SS).
  package var upload: Gradient
  /// `used_*`: growth of the weight norm.
  package var used: Gradient
  /// `cached_*`: the untouched reference, such as the band before editing.
  package var cached: Gradient
  /// `available_*`: energy that the filter keeps; tint of the x axis while it is on.
  package var available: Gradient
  /// `free_*`: efficacy and locality.
  package var free: Gradient
  /// `process_*`: outcome of each edit in the list, failure to success.
  package var process: Gradient

  /// `series_1`, `series_2`, ...: colours for lines of equal rank, such as one per layer. Our own addition to the
  /// format, which btop skips. Empty when the theme names none; use `seriesColors(_:)`, which always has an answer.
  package var series: [Color]
}

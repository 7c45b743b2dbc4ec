// What Swift 6 cannot import from curses and termios (macros, variadics, shared mutable globals), and the guard that
// gives the terminal back when the program dies.
#ifndef CTERMINAL_H
#define CTERMINAL_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <curses.h>
#include <stdbool.h>
#include <stddef.h>

// --- curses -----------------------------------------------------------------------------------------------------

/// What a terminal description offers.
struct ct_description {
  bool known;              // there is such a description
  bool can_move_cursor;    // without this no picture can be painted
  int colors;              // 0 or less: none
};

/// Looks up a terminal description without starting curses.
struct ct_description ct_describe(const char *name);

/// Starts curses on stdin and stdout for the named terminal: raw keys, no echo, no cursor. False when it cannot.
/// Without `with_colors` no colour is ever sent, not even the terminal's own. With `with_mouse` the terminal is asked to
/// report presses, drags and the wheel while the picture is up, if its description knows of a mouse.
bool ct_start(const char *name, bool with_colors, bool with_mouse);

/// Whether the terminal was asked for its mouse.
bool ct_has_mouse(void);

// Reports of presses, releases and motion while a button is down (1002), with numbers of any size (1006).
#define CT_MOUSE_ON "\033[?1002h\033[?1006h"
#define CT_MOUSE_OFF "\033[?1006l\033[?1002l"

/// Turns raw keys, the mouse and the hidden cursor on again, as after coming back from the shell.
void ct_enter(void);

/// Leaves the picture and hands the terminal back to the shell.
void ct_leave(void);

/// The terminal's size as the kernel has it; false when it is not known.
bool ct_window_size(int *width, int *height);

/// Tells curses of a new size.
void ct_resize(int width, int height);

/// Forgets what the terminal shows, so that the next `ct_flush` paints everything.
void ct_forget(void);

/// The number of colours and of colour pairs; 0 when there are none or colours were not asked for.
int ct_colors(void);
int ct_pairs(void);

/// Frees all pairs; what is on the screen must be painted anew.
void ct_forget_pairs(void);

/// A pair number for two colours (-1: the terminal's own). Only for terminals with colours.
int ct_pair(int foreground, int background);

enum { CT_BOLD = 1, CT_DIM = 2, CT_UNDERLINE = 4, CT_REVERSE = 8 };

/// Puts one character at a cell of the next picture.
void ct_put(int y, int x, wchar_t character, int attributes, int pair);

/// Sends what changed since the last picture. With `synchronized` the terminal is asked to show it in one piece.
void ct_flush(bool synchronized);

/// One key: 0 when there is none, 1 with a character in `*value`, 2 with a curses key code there.
int ct_key(unsigned int *value);

/// The number of columns that the C library, and with it curses, gives to a character; -1: it cannot be printed.
int ct_width(wchar_t character);

// --- the guard --------------------------------------------------------------------------------------------------

/// Remembers the terminal's modes and catches signals. Fatal ones give the terminal back before the handler that was
/// there before (Swift's backtrace) has its turn; TERM, HUP, INT, TSTP, CONT and WINCH write their number to `fd`.
void ct_guard_install(int fd);

/// Gives the calling thread a stack for the handlers, so that its own may overflow and the terminal still is given back.
/// `ct_guard_install` does so for its thread; other threads that do deep work call it themselves, as often as they like.
void ct_guard_thread(void);

/// Takes the handlers of `ct_guard_install` back.
void ct_guard_remove(void);

/// Whether a picture is up, and with it something to give back. Call after `ct_start`, `ct_enter` and `ct_leave`.
void ct_guard_arm(bool armed);

/// Returns unless another thread is crashing; then the main thread must neither paint over its report nor end the
/// program before it. Call after each wait.
void ct_guard_hold(void);

/// Stops the whole job as Ctrl-Z would outside the program. Returns when it is continued, or soon if nothing can stop it
/// (a program without a shell above it).
void ct_stop_job(void);

/// Redirects stderr to memory, so that no library can write over the picture.
void ct_capture_stderr(void);

/// Puts stderr back and writes to it what was caught (at most the last 64 KiB).
void ct_release_stderr(void);

/// A pipe whose ends neither block nor outlive `exec`. False when the process has no file descriptors left.
bool ct_pipe(int ends[2]);

#endif

#define _GNU_SOURCE
#include "CTerminal.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

struct ct_description ct_describe(const char *name) {
  struct ct_description description = {false, false, 0};
  int status = 0;
  TERMINAL *before = cur_term;
  if (setupterm(name, STDOUT_FILENO, &status) != OK) return description;
  description.known = true;
  char *move = tigetstr("cup");
  description.can_move_cursor = move != NULL && move != (char *)-1;
  description.colors = tigetnum("colors");
  TERMINAL *looked_at = cur_term;
  set_curterm(before);
  del_curterm(looked_at);
  return description;
}

// Spellings of keys that terminals use whatever their description says, notably inside tmux.
static void define_keys(void) {
  static const struct {
    const char *text;
    int code;
  } keys[] = {
      {"\033[A", KEY_UP},     {"\033[B", KEY_DOWN},   {"\033[C", KEY_RIGHT}, {"\033[D", KEY_LEFT},  {"\033OA", KEY_UP},
      {"\033OB", KEY_DOWN},   {"\033OC", KEY_RIGHT},  {"\033OD", KEY_LEFT},  {"\033[H", KEY_HOME},  {"\033[F", KEY_END},
      {"\033OH", KEY_HOME},   {"\033OF", KEY_END},    {"\033[1~", KEY_HOME}, {"\033[4~", KEY_END},  {"\033[7~", KEY_HOME},
      {"\033[8~", KEY_END},   {"\033[2~", KEY_IC},    {"\033[3~", KEY_DC},   {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE},
      {"\033[Z", KEY_BTAB},   {"\033OP", KEY_F(1)},   {"\033[11~", KEY_F(1)},
  };
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) define_key(keys[i].text, keys[i].code);
  // Reports of the mouse are decoded elsewhere; curses would take their first letters for a key.
  define_key("\033[<", 0);
  define_key("\033[M", 0);
}

static bool uses_colors;
static bool uses_mouse;

static void send(const char *text, size_t length) {
  ssize_t ignored = write(STDOUT_FILENO, text, length);
  (void)ignored;
}

bool ct_start(const char *name, bool with_colors, bool with_mouse) {
  // newterm rather than initscr: the latter ends the program when it fails.
  if (newterm(name, stdout, stdin) == NULL) return false;
  // A terminal without a mouse in its description is not asked for one.
  char *mouse = tigetstr("kmous");
  uses_mouse = with_mouse && mouse != NULL && mouse != (char *)-1;
  uses_colors = with_colors && has_colors() && start_color() == OK;
  if (uses_colors) use_default_colors();  // before the first refresh, or the screen flashes black
  set_escdelay(25);
  keypad(stdscr, TRUE);
  define_keys();
  nodelay(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  ct_enter();
  return true;
}

void ct_enter(void) {
  reset_prog_mode();
  raw();
  noecho();
  nonl();
  curs_set(0);
  if (uses_mouse) send(CT_MOUSE_ON, sizeof CT_MOUSE_ON - 1);
}

void ct_leave(void) {
  if (uses_mouse) send(CT_MOUSE_OFF, sizeof CT_MOUSE_OFF - 1);
  endwin();
}

bool ct_has_mouse(void) { return uses_mouse; }

bool ct_window_size(int *width, int *height) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
  *width = size.ws_col;
  *height = size.ws_row;
  return true;
}

void ct_resize(int width, int height) { resizeterm(height, width); }

void ct_forget(void) { clearok(curscr, TRUE); }

int ct_colors(void) { return uses_colors ? COLORS : 0; }

int ct_pairs(void) { return uses_colors ? COLOR_PAIRS : 0; }

int ct_pair(int foreground, int background) {
  // alloc_pair crashes on terminals without colours (ncurses 6.4).
  int pair = uses_colors ? alloc_pair(foreground, background) : 0;
  return pair > 0 ? pair : 0;
}

void ct_forget_pairs(void) {
  if (uses_colors) reset_color_pairs();
}

void ct_put(int y, int x, wchar_t character, int attributes, int pair) {
  attr_t bits = A_NORMAL;
  if (attributes & CT_BOLD) bits |= A_BOLD;
  if (attributes & CT_DIM) bits |= A_DIM;
  if (attributes & CT_UNDERLINE) bits |= A_UNDERLINE;
  if (attributes & CT_REVERSE) bits |= A_REVERSE;
  wchar_t text[2] = {character, 0};
  cchar_t cell;
  // Pairs beyond a short go through the last argument.
  if (setcchar(&cell, text, bits, 0, &pair) == OK) mvadd_wch(y, x, &cell);
}

void ct_flush(bool synchronized) {
  static const char begin[] = "\033[?2026h", end[] = "\033[?2026l";
  ct_guard_hold();
  wnoutrefresh(stdscr);
  if (synchronized) send(begin, sizeof begin - 1);
  doupdate();
  if (synchronized) send(end, sizeof end - 1);
}

int ct_key(unsigned int *value) {
  wint_t character = 0;
  int kind = get_wch(&character);
  *value = (unsigned int)character;
  return kind == OK ? 1 : kind == KEY_CODE_YES ? 2 : 0;
}

int ct_width(wchar_t character) { return wcwidth(character); }

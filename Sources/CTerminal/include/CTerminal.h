#ifndef REVIVE_CTerminal_H
#define REVIVE_CTerminal_H
#endif

/* A fact that the program has to find out. Unknown is zero, so a fact nobody set is unknown. */
#ifndef OPT_FACT_H
#define OPT_FACT_H

enum fact { FACT_UNKNOWN, FACT_NO, FACT_YES };

#endif

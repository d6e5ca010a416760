/* The version that -V prints. */
#ifndef OPT_VERSION_H
#define OPT_VERSION_H

enum { VERSION_TEXT_SIZE = 128 };
/*
 * Writes "0.1.0 (c3ce2f1)": the version, and the commit that the program was built from;
 * "+changes" follows the commit when files differed from it. A program that was built without git,
 * from an archive, has only the version. Returns OUT.
 */
const char *version_text(char out[static VERSION_TEXT_SIZE]);

#endif

# Prints lexicon.weights as a C string: awk -f embed.awk lexicon.weights
BEGIN {
	print "/* Made by lib/news/embed.awk. */\n#include \"lexicon_model.h\"\nconst char lexicon_weights_shipped[] =\n\t\"\""
}
!/^#/ { print "\t\"" $0 "\\n\"" }
END { print "\t;" }

/* A symbol that is read is written back unchanged. */
#include "fuzz.h"

#include "occ.h"
#include "ticker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), symbol[OCC_SYMBOL_SIZE], root[OCC_ROOT_SIZE];
	struct option_contract contract;
	struct error err = {.kind = ERROR_NONE};
	bool good = occ_parse(text, &contract, &err) == 0;
	HOLDS(good == occ_is_symbol(text));
	if (good)
		HOLDS(strcmp(occ_format(&contract, symbol), text) == 0);
	else
		HOLDS(err.kind == ERROR_DATA);
	if (occ_is_ticker(text))
		HOLDS(strlen(occ_root_of_ticker(text, root)) < sizeof root);
	(void)ticker_is_symbol(text);
	free(text);
	return 0;
}

/*
 * The decision about a recommendation, to be stored and computed again: everything that the gates,
 * the choice of a contract and the sizing were given.
 *
 *	decision_write(w, NULL, &decision);    explain_json
 *	decision_compute(&decision, params, &outcome);
 *	decision_outcome_write(w, NULL, &decision, &outcome);
 *
 * decision_compute calls the functions that opt-dispatch called, in the same order. With the
 * parameters of then it gives what opt-dispatch stored.
 */
#ifndef OPT_DECISION_H
#define OPT_DECISION_H

#include "contract.h"
#include "gate.h"
#include "record.h"

struct decision {
	int64_t params_version;
	struct gate_input in; /* as it was at the end of the decision */
	/* the facts of the choice; the ticker is NULL when no contract was to be chosen */
	struct contract_request request;
	/* the candidates before the choice, which completes their Greeks, and with its results */
	const struct contract_candidate *given;
	struct contract_candidate *candidates; /* both borrowed */
	size_t candidate_count;
	int chosen;    /* the index of the contract that was sized; -1: none */
	bool is_sized; /* the size was computed */
};

/* The results of a decision. */
struct decision_outcome {
	struct gate_record gates[2 * GATES_MAX];
	size_t gate_count;
	bool is_chosen; /* a contract was to be chosen */
	int chosen;	/* -1: none */
	bool is_sized;
	struct price limit;
	struct sizing sizing;
};

/* The fields that are stored: of struct gate_input, of a request, and of a candidate. */
extern const struct record_field decision_input_fields[], decision_request_fields[],
	decision_candidate_fields[];
extern const size_t decision_input_count, decision_request_count, decision_candidate_count;

/* Writes what the decision was made from: {params_version, input, choice, chosen, limit_price}. */
void decision_write(struct jsonl *w, const char *key, const struct decision *d);

/*
 * Sets the facts of the order that follow from the contract or spread, and those of a stock at
 * SPOT. The stop of the trade and its atr14 are set already.
 */
void decision_set_contract(struct gate_input *in, const struct params *params,
	const struct contract_request *request, const struct contract_candidate *candidate);
void decision_set_stock(struct gate_input *in, const struct params *params, struct price spot);

/* Decides again; the candidates of D get the results. */
void decision_compute(
	struct decision *d, const struct params *params, struct decision_outcome *out);
/* Writes {gates, contracts, chosen, limit_price, sizing}; what was not reached is null. */
void decision_outcome_write(struct jsonl *w, const char *key, const struct decision *d,
	const struct decision_outcome *outcome);

#endif

#include "handlers.h"

const struct handler *const *
handlers_all(size_t *count)
{
	static const struct handler *const all[] = {
	        &lines_local,
	        &ssi_min_months,
	        &ssi_retirement,
	        &ssi_place,
	        &ssi_steps,
	        &ssi_transfer_amount,
	        &ssi_unemployment,
	        &ssi_medical_gap,
	        &ssi_injury,
	        &transit_trip,
	        &transit_last,
	        &transit_next,
	        &family_cards,
	        &family_consent,
	        &family_refuse,
	        &family_end,
	        &family_safe,
	        &family_call,
	        &family_code,
	        &family_remind,
	        &rail_refund,
	};
	*count = ARRAY_LEN(all);
	return all;
}

package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.List;

/**
 * What another price list says.
 *
 * @param format what the list is
 * @param prices its prices of the models that were asked for
 * @param leftOut models that were asked for and of which no row can be made, with the
 * reason
 */
record ForeignList(String format, List<ForeignPrice> prices, List<String> leftOut) {

	ForeignList(String format) {
		this(format, new ArrayList<>(), new ArrayList<>());
	}

}

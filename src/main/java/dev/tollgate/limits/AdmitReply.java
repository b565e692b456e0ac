package dev.tollgate.limits;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the script that admits has said.
 *
 * @param values its words and numbers
 */
record AdmitReply(List<Object> values) {

	/** What became of the request. */
	String status() {
		return text(0);
	}

	String text(int index) {
		return (this.values.get(index) instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8)
				: String.valueOf(this.values.get(index));
	}

	long number(int index) {
		return (this.values.get(index) instanceof Long number) ? number : Long.parseLong(text(index));
	}

}

package dev.tollgate.admin;

import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.Tags;
import dev.tollgate.ledger.RecordedRequest;

/**
 * Requests of the ledger as lines of a file, a line each.
 */
final class RequestLines {

	/** Lines that are written at once: some kilobytes. */
	private static final int AT_ONCE = 50;

	private RequestLines() {
	}

	private static String header() {
		List<String> names = new ArrayList<>(List.of("id", "client_request_id", "key", "team", "tags", "route",
				"requested_model", "provider", "upstream_model", "response_model", "started_at", "first_event_at",
				"completed_at", "streamed", "state", "status", "outcome", "attempts", "source", "price_row", "window"));
		for (TokenCount count : TokenCount.values()) {
			names.add(count.label());
		}
		names.addAll(List.of("cost_usd", "saved_usd", "held_usd"));
		return CsvLine.header(names);
	}

	/**
	 * The lines of a page, in parts that are small enough to be sent at once.
	 * @param requests the page
	 * @param headed whether the header comes first: not before it is known that there is
	 * a page at all
	 * @return the parts
	 */
	static List<String> of(List<RecordedRequest> requests, boolean headed) {
		List<String> parts = new ArrayList<>();
		if (headed) {
			parts.add(header());
		}
		for (int begin = 0; begin < requests.size(); begin += AT_ONCE) {
			StringBuilder lines = new StringBuilder();
			requests.subList(begin, Math.min(requests.size(), begin + AT_ONCE))
				.forEach((request) -> write(RequestView.of(request), request.request().identity().tags(), lines));
			parts.add(lines.toString());
		}
		return parts;
	}

	private static void write(RequestView view, Tags tags, StringBuilder target) {
		CsvLine line = new CsvLine(target).plain(view.id())
			.text(view.clientRequestId())
			.text(view.key())
			.text(view.team())
			.text(tags.toString())
			.text(view.route())
			.text(view.requestedModel())
			.text(view.provider())
			.text(view.upstreamModel())
			.text(view.responseModel())
			.plain(view.startedAt())
			.plain(view.firstEventAt())
			.plain(view.completedAt())
			.plain(view.streamed())
			.plain(view.state())
			.plain(view.status())
			.plain(view.outcome())
			.plain(view.attempts().size())
			.plain(view.source())
			.text(view.priceRow())
			.text(view.window());
		for (TokenCount count : TokenCount.values()) {
			line.plain(view.usage().getOrDefault(count.label(), 0L));
		}
		line.plain(view.costUsd()).plain(view.savedUsd()).plain(view.heldUsd()).end();
	}

}

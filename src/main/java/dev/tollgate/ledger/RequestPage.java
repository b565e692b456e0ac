package dev.tollgate.ledger;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some requests, the newest first.
 *
 * @param requests the requests
 * @param next where the next page begins, or null if there is none
 */
public record RequestPage(List<RecordedRequest> requests, @Nullable RequestCursor next) {
}

package dev.tollgate.pricing;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Has the price list read again when its files have changed.
 */
final class PriceFilesWatch extends FileWatch {

	private static final Log logger = LogFactory.getLog(PriceFilesWatch.class);

	private final PriceBook book;

	PriceFilesWatch(PriceBook book, Duration every) {
		super("tollgate-prices", every);
		this.book = book;
	}

	@Override
	protected void reloadIfChanged() {
		try {
			this.book.reloadIfChanged()
				.ifPresent((change) -> logger.info("The price list was read again: %d rows in force; %d added, %d "
					.formatted(change.rows(), change.added().size(), change.removed().size())
						+ "removed, %d changed".formatted(change.changed().size())));
		}
		catch (PriceListException ex) {
			logger
				.error("The price list has changed and cannot be used, the old one stays in force: " + ex.getMessage());
		}
	}

}

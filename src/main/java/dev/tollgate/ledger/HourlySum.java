package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.tollgate.chat.TokenUsage;
import dev.tollgate.pricing.Cost;
import dev.tollgate.pricing.Price;

/**
 * What the calls of one group and hour add up to, as far as one batch goes.
 */
final class HourlySum {

	static final String GROUP = "provider, model, price_window, team, api_key, route, tags";

	static final String SUMS = "requests, " + LedgerRows.TOKENS
			+ ", cost_pico, saved_window_pico, saved_cache_pico, unpriced_tokens";

	private static final String KEY = "epoch_hour, writer, group_key";

	static final String INSERT = LedgerRows.insert("hourly_sum", SUMS + ", " + KEY + ", " + GROUP);

	static final String UPDATE = "update hourly_sum set " + SUMS.replaceAll("[a-z_]+", "$0 = $0 + ?")
			+ " where epoch_hour = ? and writer = ? and group_key = ?";

	private final Group group;

	private long requests;

	private TokenUsage usage = TokenUsage.NONE;

	private BigDecimal cost = BigDecimal.ZERO;

	private BigDecimal savedByWindow = BigDecimal.ZERO;

	private BigDecimal savedByCache = BigDecimal.ZERO;

	private long unpricedTokens;

	HourlySum(Group group) {
		this.group = group;
	}

	/**
	 * Adds a call.
	 * @param settlement how it ended
	 * @param last whether it was the last of its request, which is counted with it
	 */
	void add(Settlement settlement, boolean last) {
		this.requests += (last ? 1 : 0);
		this.usage = sum(this.usage, settlement.usage());
		Charge charge = settlement.charge();
		if (charge == null) {
			this.unpricedTokens = Math.addExact(this.unpricedTokens, settlement.usage().total());
			return;
		}
		Cost amounts = charge.cost();
		this.cost = this.cost.add(BigDecimal.valueOf(amounts.total().pico()));
		this.savedByWindow = this.savedByWindow.add(BigDecimal.valueOf(amounts.savedByWindow().pico()));
		this.savedByCache = this.savedByCache.add(BigDecimal.valueOf(amounts.savedByCache().pico()));
	}

	static TokenUsage sum(TokenUsage one, TokenUsage two) {
		return new TokenUsage(Math.addExact(one.input(), two.input()),
				Math.addExact(one.cachedInput(), two.cachedInput()), Math.addExact(one.cacheWrite(), two.cacheWrite()),
				Math.addExact(one.audioInput(), two.audioInput()),
				Math.addExact(one.cachedAudioInput(), two.cachedAudioInput()),
				Math.addExact(one.imageInput(), two.imageInput()), Math.addExact(one.videoInput(), two.videoInput()),
				Math.addExact(one.output(), two.output()), Math.addExact(one.reasoning(), two.reasoning()),
				Math.addExact(one.audioOutput(), two.audioOutput()),
				Math.addExact(one.imageOutput(), two.imageOutput()));
	}

	void update(PreparedStatement statement, String writer) throws SQLException {
		key(sums(statement), writer);
	}

	void insert(PreparedStatement statement, String writer) throws SQLException {
		Parameters row = sums(statement);
		key(row, writer);
		for (String value : this.group.values()) {
			row.text(value);
		}
	}

	private Parameters sums(PreparedStatement statement) throws SQLException {
		Parameters row = new Parameters(statement);
		row.count(this.requests);
		row.usage(this.usage);
		row.decimal(this.cost);
		row.decimal(this.savedByWindow);
		row.decimal(this.savedByCache);
		row.count(this.unpricedTokens);
		return row;
	}

	private void key(Parameters row, String writer) throws SQLException {
		row.number(this.group.epochHour());
		row.text(writer);
		row.id(this.group.key());
	}

	/**
	 * What is summed together.
	 *
	 * @param epochHour the hour in which the request started, counted from
	 * 1970-01-01T00:00Z
	 * @param values provider, model, price window, team, key, route and tags
	 */
	record Group(int epochHour, List<String> values) {

		/**
		 * The group of a call.
		 * @param entry the call
		 * @param tags its tags, or what stands for them
		 * @return the group
		 */
		static Group of(LedgerEntry entry, String tags) {
			RequestFacts request = entry.request();
			Charge charge = LedgerRows.settlement(entry).charge();
			String window = (charge != null) ? charge.window() : Price.STANDARD;
			return new Group(epochHour(request.startedAt()), List.of(entry.attempt().provider(),
					entry.attempt().model(), window, request.team(), request.key(), request.route(), tags));
		}

		static int epochHour(Instant instant) {
			return Math.toIntExact(Math.floorDiv(instant.getEpochSecond(), 3600L));
		}

		/**
		 * A digest of the values: callers choose tags, so that it has to be a sound one.
		 */
		UUID key() {
			try {
				MessageDigest digest = MessageDigest.getInstance("SHA-256");
				for (String value : this.values) {
					digest.update(value.getBytes(StandardCharsets.UTF_8));
					digest.update((byte) 0);
				}
				ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
				return new UUID(bytes.getLong(), bytes.getLong());
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}

package dev.tollgate.limits;

import java.util.function.BiConsumer;

import dev.tollgate.pricing.Usd;

/**
 * Grants of nobody, for tests of those who give them back.
 */
public final class Grants {

	private Grants() {
	}

	/**
	 * A grant.
	 * @param held what is held
	 * @param end told once what was spent and how many tokens were used
	 * @return the grant
	 */
	public static Grant of(Usd held, BiConsumer<Usd, Long> end) {
		return new Grant(null, held) {

			@Override
			void give(Usd spent, long tokens) {
				end.accept(spent, tokens);
			}
		};
	}

}

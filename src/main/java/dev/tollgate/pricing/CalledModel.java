package dev.tollgate.pricing;

import java.util.List;

import dev.tollgate.chat.UpstreamModel;
import org.jspecify.annotations.Nullable;

/**
 * A model as it was called and as it answered, either of which may have a price.
 *
 * @param asked the provider's name and the model that was asked for
 * @param providerType the provider's type, whose prices apply where its name has none
 * @param answered the model that the provider says it ran, or null if it did not say
 */
public record CalledModel(UpstreamModel asked, String providerType, @Nullable String answered) {

	/**
	 * The names under which a price is looked for, in order; mostly the first has one, so
	 * that it does not matter if others are the same.
	 */
	List<UpstreamModel> priced() {
		String ran = (this.answered != null) ? this.answered : this.asked.name();
		return List.of(this.asked.withName(ran), this.asked, new UpstreamModel(this.providerType, ran),
				new UpstreamModel(this.providerType, this.asked.name()));
	}

}

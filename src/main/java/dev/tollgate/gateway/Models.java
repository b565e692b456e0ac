package dev.tollgate.gateway;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import dev.tollgate.chat.GatewayException.UnknownModel;
import dev.tollgate.chat.ModelDescription;
import dev.tollgate.keys.Caller;
import dev.tollgate.routing.Router;

import org.springframework.stereotype.Component;

/**
 * The models that a caller may call.
 */
@Component
public final class Models {

	private final Router router;

	Models(Router router) {
		this.router = router;
	}

	/**
	 * Lists the names that the caller may use.
	 * @param caller who asks; the administrator may call everything
	 * @return one description a name
	 */
	public Collection<ModelDescription> all(Caller caller) {
		return caller.administrator() ? this.router.models() : List.of();
	}

	/**
	 * Describes a model.
	 * @param caller who asks
	 * @param name the model as the caller names it
	 * @return the description
	 * @throws UnknownModel if there is none that the caller may call
	 */
	public ModelDescription one(Caller caller, String name) {
		if (!caller.administrator()) {
			throw new UnknownModel(name);
		}
		return this.router.describe(name);
	}

	/**
	 * A model to try.
	 * @return a name that can be called, if any can
	 */
	public String example() {
		List<String> names = this.router.models().stream().map(ModelDescription::id).toList();
		return Stream.of("deepseek-chat", "gpt-4o-mini", "gemini-2.5-flash")
			.filter(names::contains)
			.findFirst()
			.orElse(names.isEmpty() ? "MODEL" : names.getFirst());
	}

}

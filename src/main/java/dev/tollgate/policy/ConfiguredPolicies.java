package dev.tollgate.policy;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.routing.PolicyNames;

import org.springframework.stereotype.Component;

/**
 * The policies as they are configured, by their names.
 */
@Component
final class ConfiguredPolicies implements PolicyNames {

	private final Map<String, PolicyDefinition> definitions = new LinkedHashMap<>();

	ConfiguredPolicies(PolicyProperties properties) {
		for (PolicyDefinition definition : properties.policies()) {
			if (this.definitions.put(definition.name(), definition) != null) {
				throw new InvalidConfigurationException("tollgate.policies",
						"the policy '" + definition.name() + "' is there twice");
			}
		}
	}

	@Override
	public boolean contains(String name) {
		return this.definitions.containsKey(name);
	}

	/** The definition of a policy that there is. */
	PolicyDefinition get(String name) {
		PolicyDefinition definition = this.definitions.get(name);
		if (definition == null) {
			throw new IllegalArgumentException("There is no policy '" + name + "'");
		}
		return definition;
	}

	Iterable<PolicyDefinition> all() {
		return this.definitions.values();
	}

}

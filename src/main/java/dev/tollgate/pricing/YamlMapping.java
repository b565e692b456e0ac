package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a price list that knows where it stands. Scalars are texts: {@code 0.27}
 * never passes through a float and {@code 16:30} is no number.
 */
final class YamlMapping {

	private final String file;

	private final String subject;

	private final Node node;

	private final Map<String, Node> entries;

	private final @Nullable Node twice;

	private YamlMapping(String file, String subject, Node node, Map<String, Node> entries, @Nullable Node twice) {
		this.file = file;
		this.subject = subject;
		this.node = node;
		this.entries = entries;
		this.twice = twice;
	}

	/**
	 * Reads a mapping.
	 * @param file the file's name for messages
	 * @param subject what the mapping is, for messages
	 * @param node the mapping
	 * @return the mapping, its values as they stand
	 * @throws PriceListException if it is none
	 */
	static YamlMapping of(String file, String subject, Node node) {
		if (!(node instanceof MappingNode mapping)) {
			throw refusal(file, subject, node, "expected keys and values here");
		}
		Map<String, Node> entries = new LinkedHashMap<>();
		Node twice = null;
		for (NodeTuple tuple : mapping.getValue()) {
			String key = scalar(file, subject, tuple.getKeyNode());
			if (entries.put(key, tuple.getValueNode()) != null) {
				twice = tuple.getKeyNode();
			}
		}
		return new YamlMapping(file, subject, node, entries, twice);
	}

	YamlMapping named(String subject) {
		return new YamlMapping(this.file, subject, this.node, this.entries, this.twice);
	}

	/**
	 * Refuses what is not known here, and what is there twice.
	 * @param keys the keys that are known
	 * @return this
	 * @throws PriceListException if another key is there, or one twice
	 */
	YamlMapping allow(String... keys) {
		return allow(Set.of(keys));
	}

	YamlMapping allow(Set<String> keys) {
		if (this.twice instanceof ScalarNode key) {
			throw refusal(this.file, this.subject, key, "key '" + key.getValue() + "' is there twice");
		}
		for (Map.Entry<String, Node> entry : this.entries.entrySet()) {
			if (!keys.contains(entry.getKey())) {
				throw refusal(this.file, this.subject, entry.getValue(), "unknown key '" + entry.getKey() + "'");
			}
		}
		return this;
	}

	Set<String> keys() {
		return this.entries.keySet();
	}

	String text(String key) {
		String text = textOrNull(key);
		if (text == null || text.isBlank()) {
			throw refuse("'" + key + "' is missing");
		}
		return text;
	}

	@Nullable String textOrNull(String key) {
		Node value = this.entries.get(key);
		return (value != null) ? scalar(this.file, this.subject, value) : null;
	}

	List<String> texts(String key) {
		return nodes(key).stream().map((item) -> scalar(this.file, this.subject, item)).toList();
	}

	YamlMapping mapping(String key) {
		Node value = this.entries.get(key);
		if (value == null) {
			throw refuse("'" + key + "' is missing");
		}
		return of(this.file, this.subject, value);
	}

	List<YamlMapping> mappings(String key) {
		List<YamlMapping> mappings = new ArrayList<>();
		for (Node item : nodes(key)) {
			mappings.add(of(this.file, this.subject, item));
		}
		return mappings;
	}

	private List<Node> nodes(String key) {
		Node value = this.entries.get(key);
		if (value == null) {
			return List.of();
		}
		if (!(value instanceof SequenceNode sequence)) {
			throw refusal(this.file, this.subject, value, "'" + key + "' must be a list");
		}
		return sequence.getValue();
	}

	PriceListException refuse(String reason) {
		return refusal(this.file, this.subject, this.node, reason);
	}

	PriceListException refuse(String key, String reason) {
		return refusal(this.file, this.subject, this.entries.getOrDefault(key, this.node), "'" + key + "': " + reason);
	}

	private static String scalar(String file, String subject, Node node) {
		if (!(node instanceof ScalarNode scalar)) {
			throw refusal(file, subject, node, "expected a single value here");
		}
		return scalar.getValue();
	}

	private static PriceListException refusal(String file, String subject, Node node, String reason) {
		int line = node.getStartMark().getLine() + 1;
		return new PriceListException("%s, line %d, %s: %s".formatted(file, line, subject, reason));
	}

}

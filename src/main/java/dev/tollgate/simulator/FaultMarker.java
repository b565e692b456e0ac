package dev.tollgate.simulator;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Finds the {@code [[simulate ...]]} marker in a request's text and takes it out, so that
 * it is neither counted nor answered.
 */
final class FaultMarker {

	static final String START = "[[simulate";

	private static final Pattern MARKER = Pattern.compile("\\s*\\[\\[simulate\\s*(.*?)]]", Pattern.DOTALL);

	private String found = "";

	private FaultMarker() {
	}

	/**
	 * Takes the markers out of a request.
	 * @param root the request, changed in place
	 * @return the text of the last marker, since earlier ones belong to earlier turns;
	 * empty if there is none
	 */
	static String takeFrom(JsonNode root) {
		FaultMarker marker = new FaultMarker();
		marker.visit(root);
		return marker.found;
	}

	static String findIn(String text) {
		FaultMarker marker = new FaultMarker();
		marker.strip(text);
		return marker.found;
	}

	private void visit(JsonNode node) {
		if (node instanceof ObjectNode object) {
			for (Map.Entry<String, JsonNode> field : object.properties()) {
				if (marked(field.getValue())) {
					field.setValue(StringNode.valueOf(strip(field.getValue().asString(""))));
				}
				else {
					visit(field.getValue());
				}
			}
		}
		else if (node instanceof ArrayNode array) {
			for (int i = 0; i < array.size(); i++) {
				JsonNode element = array.get(i);
				if (marked(element)) {
					array.set(i, StringNode.valueOf(strip(element.asString(""))));
				}
				else {
					visit(element);
				}
			}
		}
	}

	private static boolean marked(JsonNode node) {
		return node.isString() && node.asString("").contains(START);
	}

	private String strip(String text) {
		Matcher matcher = MARKER.matcher(text);
		while (matcher.find()) {
			this.found = matcher.group(1);
		}
		return matcher.replaceAll("").strip();
	}

}

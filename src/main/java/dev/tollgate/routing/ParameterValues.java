package dev.tollgate.routing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Gives parameters back the types that configuration has lost: the environment, the
 * command line and properties files know text only, and a list among values of any kind
 * is bound as a map by index.
 */
final class ParameterValues {

	private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

	private ParameterValues() {
	}

	static Map<String, Object> typed(Map<String, Object> values) {
		Map<String, Object> typed = new LinkedHashMap<>();
		values.forEach((name, value) -> typed.put(name, typed(value)));
		return typed;
	}

	private static Object typed(Object value) {
		return switch (value) {
			case String text -> scalar(text);
			case Map<?, ?> map -> isList(map) ? list(map.values()) : members(map);
			case Iterable<?> list -> list(list);
			default -> value;
		};
	}

	private static Object scalar(String text) {
		return switch (text) {
			case "true" -> true;
			case "false" -> false;
			default -> NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
		};
	}

	private static boolean isList(Map<?, ?> map) {
		int index = 0;
		for (Object key : map.keySet()) {
			if (!String.valueOf(index++).equals(key)) {
				return false;
			}
		}
		return !map.isEmpty();
	}

	private static List<Object> list(Iterable<?> values) {
		List<Object> list = new ArrayList<>();
		values.forEach((value) -> list.add(typed(value)));
		return list;
	}

	private static Map<String, Object> members(Map<?, ?> map) {
		Map<String, Object> members = new LinkedHashMap<>();
		map.forEach((name, value) -> members.put(String.valueOf(name), typed(value)));
		return members;
	}

}

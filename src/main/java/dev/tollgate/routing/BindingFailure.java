package dev.tollgate.routing;

import java.util.ArrayList;
import java.util.List;

import dev.tollgate.chat.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Words for what is wrong with a configuration: file, key and reason. Values are left
 * out.
 */
final class BindingFailure {

	private BindingFailure() {
	}

	/**
	 * Says what is wrong.
	 * @param failure how reading or binding failed
	 * @param files what to name where it is not known in which file it is
	 */
	static String words(Throwable failure, String files) {
		BindException binding = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			switch (cause) {
				case InvalidConfigurationException ours -> {
					return file(binding, files) + ours.getMessage();
				}
				case BindValidationException validation -> {
					return words(validation.getValidationErrors(), files);
				}
				case BindException found -> binding = found;
				default -> {
					// a wrapper, or the reason at the end
				}
			}
		}
		return (binding != null) ? words(binding, files) : files + failure.getMessage();
	}

	private static String words(BindException failure, String files) {
		Throwable reason = failure;
		while (reason.getCause() != null) {
			reason = reason.getCause();
		}
		return file(failure, files) + failure.getName() + ": " + reason.getMessage();
	}

	private static String words(ValidationErrors errors, String files) {
		List<String> words = new ArrayList<>();
		for (ObjectError error : errors) {
			String key = (error instanceof FieldError field) ? errors.getName() + "." + kebab(field.getField())
					: errors.getName().toString();
			words.add(file(Origin.from(error), files) + key + ": " + error.getDefaultMessage());
		}
		return String.join("; ", words);
	}

	private static String kebab(String field) {
		StringBuilder kebab = new StringBuilder();
		field.codePoints().forEach((next) -> {
			if (Character.isUpperCase(next)) {
				kebab.append('-');
			}
			kebab.appendCodePoint(Character.toLowerCase(next));
		});
		return kebab.toString();
	}

	private static String file(@Nullable BindException failure, String files) {
		ConfigurationProperty property = (failure != null) ? failure.getProperty() : null;
		return file((property != null) ? property.getOrigin() : null, files);
	}

	private static String file(@Nullable Origin origin, String files) {
		return (origin != null) ? origin + ", " : files;
	}

}

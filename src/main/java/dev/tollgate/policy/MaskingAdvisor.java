package dev.tollgate.policy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.tollgate.policy.text.Masking;
import dev.tollgate.policy.text.PersonalData;
import dev.tollgate.policy.text.PersonalDataKind;
import dev.tollgate.policy.text.TextCursor;
import dev.tollgate.policy.text.TextPattern;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Keeps personal data from providers: they see placeholders, and in what they say about
 * them the caller sees the data again.
 */
final class MaskingAdvisor extends PolicyAdvisor {

	private final PersonalData data;

	MaskingAdvisor(String name, int order, PolicyDefinition.PersonalData rule) {
		super(name, order);
		List<TextPattern> patterns = new ArrayList<>();
		rule.patterns().forEach((kind, expression) -> patterns.add(TextPattern.expression(kind, expression)));
		this.data = PersonalData.of(kinds(rule.kinds()), patterns);
	}

	private static Set<PersonalDataKind> kinds(List<String> names) {
		Set<PersonalDataKind> kinds = EnumSet.noneOf(PersonalDataKind.class);
		for (String name : names) {
			try {
				kinds.add(PersonalDataKind.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("'" + name + "' is no kind of personal data that is known: "
						+ List.of(PersonalDataKind.values()));
			}
		}
		return names.isEmpty() ? EnumSet.allOf(PersonalDataKind.class) : kinds;
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		Masking masking = this.data.masking();
		ChatClientResponse response = chain.nextCall(masked(request, masking));
		return masking.isEmpty() ? response : restoring(masking).whole(response);
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		Masking masking = this.data.masking();
		Flux<ChatClientResponse> responses = chain.nextStream(masked(request, masking));
		return masking.isEmpty() ? responses : restoring(masking).stream(responses);
	}

	private ChatClientRequest masked(ChatClientRequest request, Masking masking) {
		Prompt prompt = RequestTexts.map(request.prompt(), masking::mask);
		if (prompt == request.prompt()) {
			return request;
		}
		request(request).decided(getName(), "masked");
		return request.mutate().prompt(prompt).build();
	}

	/**
	 * The tokens of {@code logprobs} stay as the provider has them: it has not seen the
	 * data.
	 */
	private static AnswerFilter restoring(Masking masking) {
		return new AnswerFilter((member) -> new Restored(
				member.equals(RequestTexts.ARGUMENTS) ? masking.restoringJson() : masking.restoring()), false);
	}

	private record Restored(TextCursor cursor) implements PieceFilter {

		@Override
		public String feed(String piece) {
			return this.cursor.feed(piece);
		}

		@Override
		public String finish() {
			return this.cursor.finish();
		}

	}

}

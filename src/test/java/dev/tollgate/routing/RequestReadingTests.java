package dev.tollgate.routing;

import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tollgate.chat.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestReadingTests {

	private static final String BASE64 = "iVBORw0KGgo+/AAA".repeat(1000);

	private final Target target = TestTargets.target("p/m", new Speed(Clock.systemUTC()));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"type":"text","text":"image_url"}                                             | ''
			{"type":"text","text":"x","image_url":null}                                    | ''
			{"type":"image_url","image_url":{"url":"https://a/b.png"}}                     | image
			{"image_url":{"detail":"low","url":"data:image/png;base64,BASE64"},"type":"image_url"} | image
			{"type":"image_url","image_url":"data:image\\/png;base64,BASE64"}              | image
			{"type":"image_url","image_url":{"url":"data:video/mp4;base64,BASE64"}}        | video
			{"type":"video_url","video_url":{"url":"https://a/b.mp4"}}                     | video
			{"type":"input_audio","input_audio":{"data":"BASE64","format":"wav"}}          | audio
			{"type":"file","file":{"file_id":"f-1"}}                                       | file
			{"type":"file","file":{"file_data":"data:application/pdf;base64,BASE64"}}      | file
			{"type":"file","file":{"filename":"a","file_data":"data:audio/wav;base64,AA"}} | audio
			""")
	void theMediaOfOpenAisProtocolAreFound(String part, String needs) {
		String json = "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"x\"},"
				+ "{\"content\":[{\"type\":\"text\",\"text\":\"y\"}," + part.replace("BASE64", BASE64)
				+ "],\"role\":\"user\"}]}";
		assertThat(needs(Protocol.OPENAI, json)).isEqualTo(needs);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"text":"inlineData"}                                            | ''
			{"inlineData":{"mimeType":"image/png","data":"BASE64"}}          | image
			{"inline_data":{"data":"BASE64","mime_type":"audio/wav"}}        | audio
			{"fileData":{"mimeType":"video/mp4","fileUri":"https://a/b"}}    | video
			{"file_data":{"file_uri":"https://a/b"}}                         | file
			{"inlineData":{"mimeType":"application/pdf","data":"BASE64"}}    | file
			""")
	void theMediaOfGeminisProtocolAreFound(String part, String needs) {
		String json = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"x\"}," + part.replace("BASE64", BASE64)
				+ "]}]}";
		assertThat(needs(Protocol.GEMINI, json)).isEqualTo(needs);
	}

	@Test
	void geminisSchemaAndToolsAndBoundsAreFound() {
		String json = """
				{"contents":[],"tools":[{"functionDeclarations":[]}],
				 "generationConfig":{"responseSchema":{"type":"OBJECT"},"maxOutputTokens":77,"candidateCount":2}}
				""";
		assertThat(needs(Protocol.GEMINI, json)).isEqualTo("tools json_schema");
		Demand demand = RequestReading.demand(TestTargets.request(Protocol.GEMINI, json), this.target, Set.of());
		assertThat(demand.output()).isEqualTo(77);
		assertThat(demand.expectedOutput()).isEqualTo(154);
	}

	@Test
	void aPictureCountsNothingAndTextAQuarterOfItsBytes() {
		String json = "{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"" + "a b ".repeat(100)
				+ "\"},{\"image_url\":{\"url\":\"data:image/png;base64," + BASE64 + "\"}}]}],\"n\":3,"
				+ "\"max_tokens\":10,\"service_tier\":\"flex\"}";
		Demand demand = RequestReading.demand(TestTargets.request(json), this.target, Set.of());
		assertThat(demand.input()).isBetween(100L, 105L);
		assertThat(demand.expectedOutput()).isEqualTo(30);
		assertThat(demand.serviceTier()).isEqualTo("flex");
		assertThat(demand.needs()).isEmpty();
	}

	@Test
	void withoutABoundAnAnswerIsOfUsualLength() {
		Demand demand = RequestReading.demand(TestTargets.request("{\"messages\":[],\"max_tokens\":null}"), this.target,
				Set.of());
		assertThat(demand.output()).isNull();
		assertThat(demand.expectedOutput()).isEqualTo(500);
	}

	private String needs(Protocol protocol, String json) {
		return RequestReading.demand(TestTargets.request(protocol, json), this.target, EnumSet.allOf(Capability.class))
			.needs()
			.stream()
			.sorted()
			.map(Capability::label)
			.collect(Collectors.joining(" "));
	}

}

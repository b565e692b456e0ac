package dev.tollgate.telemetry;

import java.util.List;

import dev.tollgate.chat.InvalidConfigurationException;
import dev.tollgate.chat.Tags;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TagLabelsTests {

	@Test
	void withoutAnyTagTheLabelsStayWhatTheyAre() {
		List<String> labels = List.of("openai", "gpt-4o");
		assertThat(new TagLabels(List.of(), 50).after(labels, Tags.parse("project=apollo"))).isSameAs(labels);
	}

	@Test
	void onlyTheTagsOfTheListAreLabels() {
		TagLabels tags = new TagLabels(List.of("project", "cost-centre"), 50);
		assertThat(tags.labels()).containsExactly("tag_project", "tag_cost_centre");
		assertThat(tags.after(List.of("openai"), Tags.parse("secret=x,project=apollo"))).containsExactly("openai",
				"apollo", "none");
	}

	@Test
	void valuesBeyondTheBoundAreOthersAndThoseBeforeItStay() {
		TagLabels tags = new TagLabels(List.of("project"), 2);
		assertThat(tags.after(List.of(), Tags.parse("project=a"))).containsExactly("a");
		assertThat(tags.after(List.of(), Tags.parse("project=b"))).containsExactly("b");
		assertThat(tags.after(List.of(), Tags.parse("project=c"))).containsExactly("other");
		assertThat(tags.after(List.of(), Tags.parse("project=a"))).containsExactly("a");
	}

	@Test
	void eachTagHasABoundOfItsOwn() {
		TagLabels tags = new TagLabels(List.of("project", "stage"), 1);
		assertThat(tags.after(List.of(), Tags.parse("project=a,stage=test"))).containsExactly("a", "test");
		assertThat(tags.after(List.of(), Tags.parse("project=b,stage=test"))).containsExactly("other", "test");
	}

	@Test
	void twoTagsThatWouldBeOneLabelAreRefused() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> new TagLabels(List.of("cost-centre", "cost_centre"), 50))
			.withMessageContaining("tollgate.metrics.tags");
	}

}

package dev.tollgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house has the rooms and the doors that its plan says.
 */
class ArchitectureTests {

	private static final String HOUSE = "dev.tollgate";

	/**
	 * Each room and the rooms it may know. A room that is not built yet stands here so
	 * that its doors are right from its first day.
	 */
	private static final Map<String, Set<String>> DOORS = new TreeMap<>(Map.ofEntries(Map.entry("wire", Set.of()),
			Map.entry("simulator", Set.of()), Map.entry("demo", Set.of()), Map.entry("chat", Set.of("wire")),
			Map.entry("pricing", Set.of("chat", "wire")), Map.entry("provider", Set.of("chat", "wire")),
			Map.entry("provider.compatible", Set.of("provider", "chat", "wire")),
			Map.entry("provider.openai", Set.of("provider", "provider.compatible", "chat", "wire")),
			Map.entry("provider.deepseek", Set.of("provider", "provider.compatible", "chat", "wire")),
			Map.entry("provider.gemini", Set.of("provider", "chat", "wire")),
			Map.entry("provider.springai", Set.of("provider", "chat", "wire")),
			Map.entry("routing", Set.of("provider", "pricing", "chat", "wire")),
			Map.entry("keys", Set.of("pricing", "chat", "wire")),
			Map.entry("idempotency", Set.of("keys", "pricing", "chat", "wire")), Map.entry("redis", Set.of("chat")),
			Map.entry("limits", Set.of("redis", "ledger", "keys", "pricing", "chat", "wire")),
			Map.entry("ledger", Set.of("pricing", "keys", "chat", "wire")),
			Map.entry("telemetry", Set.of("ledger", "pricing", "provider", "chat", "wire")),
			Map.entry("gateway",
					Set.of("telemetry", "ledger", "limits", "keys", "routing", "provider", "pricing", "chat", "wire")),
			Map.entry("api", Set.of("gateway", "telemetry", "idempotency", "limits", "keys", "chat", "wire")),
			Map.entry("wire.springai", Set.of("wire")),
			Map.entry("springai", Set.of("gateway", "telemetry", "limits", "keys", "chat", "wire", "wire.springai")),
			Map.entry("policy.text", Set.of()), Map.entry("policy.cache", Set.of("redis", "pricing", "chat", "wire")),
			Map.entry("policy",
					Set.of("policy.text", "policy.cache", "springai", "gateway", "telemetry", "routing", "keys",
							"pricing", "chat", "wire", "wire.springai")),
			Map.entry("admin", Set.of("limits", "keys", "ledger", "pricing", "routing", "chat", "wire")),
			Map.entry("console", Set.of("keys"))));

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(HOUSE);

	private static String room(JavaClass type) {
		return type.getPackageName().equals(HOUSE) ? "" : type.getPackageName().substring(HOUSE.length() + 1);
	}

	private static boolean ours(JavaClass type) {
		return type.getPackageName().equals(HOUSE) || type.getPackageName().startsWith(HOUSE + ".");
	}

	@Test
	void everyRoomIsInThePlan() {
		assertThat(CLASSES.stream().map(ArchitectureTests::room).filter((room) -> !room.isEmpty()).distinct())
			.isSubsetOf(DOORS.keySet())
			.contains("chat", "wire", "provider", "gateway", "api");
	}

	@Test
	void everyRoomKnowsOnlyWhomItMay() {
		List<String> wrong = CLASSES.stream()
			.filter((type) -> !room(type).isEmpty())
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.filter((arrow) -> ours(arrow.getTargetClass()))
			.filter((arrow) -> !mayKnow(room(arrow.getOriginClass()), room(arrow.getTargetClass())))
			.map((arrow) -> arrow.getDescription())
			.toList();
		assertThat(wrong).isEmpty();
	}

	private static boolean mayKnow(String from, String to) {
		return from.equals(to) || DOORS.getOrDefault(from, Set.of()).contains(to);
	}

	@Test
	void nobodyGoesInCircles() {
		SlicesRuleDefinition.slices().matching(HOUSE + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void providersAreClosedRooms() {
		List<String> open = CLASSES.stream()
			.filter((type) -> room(type).startsWith("provider."))
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))
			.filter((type) -> type.getEnclosingClass()
				.map((outer) -> outer.getModifiers().contains(JavaModifier.PUBLIC))
				.orElse(true))
			.map(JavaClass::getName)
			.toList();
		String door = HOUSE + ".provider.compatible.CompatibleProvider";
		assertThat(open).containsExactlyInAnyOrder(door, door + "$Paths");
	}

	@Test
	void namesSayWhatAThingIs() {
		Pattern empty = Pattern.compile(".*(Manager|Helper|Utils?|Impl)");
		assertThat(CLASSES.stream().map(JavaClass::getSimpleName).filter((name) -> empty.matcher(name).matches()))
			.isEmpty();
	}

	@Test
	void nobodyBlocks() {
		ArchRuleDefinition.noClasses()
			.should()
			.callMethodWhere(called("blocks",
					(call) -> call.getTargetOwner().isAssignableTo(Publisher.class)
							&& (call.getName().startsWith("block") || call.getName().equals("toIterable")
									|| call.getName().equals("toStream"))))
			.orShould()
			.callMethodWhere(called("sleeps",
					(call) -> call.getTargetOwner().isEquivalentTo(Thread.class) && call.getName().equals("sleep")))
			.check(CLASSES);
	}

	@Test
	void timeComesFromTheClock() {
		ArchRuleDefinition.noClasses()
			.should()
			.callMethodWhere(called("asks the machine for the time", ArchitectureTests::asksTheMachine))
			.check(CLASSES);
	}

	private static boolean asksTheMachine(JavaCall<?> call) {
		boolean system = call.getTargetOwner().isEquivalentTo(System.class)
				&& call.getName().equals("currentTimeMillis");
		boolean now = call.getTargetOwner().getPackageName().equals("java.time") && call.getName().equals("now")
				&& call.getTarget()
					.getRawParameterTypes()
					.stream()
					.noneMatch((type) -> type.isEquivalentTo(java.time.Clock.class));
		return system || now;
	}

	@Test
	void moneyIsNeverDouble() {
		assertThat(CLASSES.stream()
			.filter((type) -> room(type).equals("pricing"))
			.flatMap((type) -> type.getFields().stream())
			.filter((field) -> Stream.of(double.class, float.class, Double.class, Float.class)
				.anyMatch((kind) -> field.getRawType().isEquivalentTo(kind))))
			.isEmpty();
	}

	@Test
	void everyPackageIsNullMarkedAndSaysWhatItIsFor() throws ClassNotFoundException {
		for (String name : CLASSES.stream().map(JavaClass::getPackageName).distinct().toList()) {
			Class<?> info = Class.forName(name + ".package-info");
			assertThat(Arrays.stream(info.getAnnotations()).map((annotation) -> annotation.annotationType().getName()))
				.as(name)
				.contains("org.jspecify.annotations.NullMarked");
		}
	}

	@Test
	void theReadmeSaysOfEveryPackageWhatThePackageSays() throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		for (String name : CLASSES.stream().map(JavaClass::getPackageName).distinct().toList()) {
			String source = Files.readString(Path.of("src/main/java", name.replace('.', '/'), "package-info.java"));
			String comment = source.substring(source.indexOf("/**") + 3, source.indexOf("*/"));
			String sentence = comment.replaceAll("\\s*\\n \\*\\s*", " ").strip();
			String room = name.equals(HOUSE) ? HOUSE : name.substring(HOUSE.length() + 1);
			assertThat(readme).contains("| `" + room + "` | " + sentence + " |");
		}
	}

	private static DescribedPredicate<JavaCall<?>> called(String description,
			java.util.function.Predicate<JavaCall<?>> predicate) {
		return DescribedPredicate.describe(description, predicate);
	}

}

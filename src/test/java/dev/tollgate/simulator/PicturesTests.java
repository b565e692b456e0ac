package dev.tollgate.simulator;

import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PicturesTests {

	@ParameterizedTest
	@CsvSource({ "89504e470d0a1a0a0000000d49484452 00000140 000000f0, PNG", "474946383961 4001 f000 000000000000, GIF",
			"ffd8 ffe0 0004 0000 ffc4 0003 00 ffc0 0011 08 00f0 0140 03011100, JPEG",
			"52494646 00000000 57454250 56503858 0a000000 00000000 3f0100 ef0000, WebP",
			"52494646 00000000 57454250 5650384c 00000000 2f 3fc13b00 00, WebP",
			"52494646 00000000 57454250 56503820 00000000 000000 9d012a 4001 f000, WebP" })
	void typeAndSizeAreReadFromTheHead(String hex, String type) {
		byte[] file = HexFormat.of().parseHex(hex.replace(" ", ""));
		assertThat(Pictures.read(file)).isEqualTo(new Pictures.Size(type, 320, 240));
	}

	@Test
	void aBrokenHeadHasNoSize() {
		assertThat(Pictures.read(HexFormat.of().parseHex("89504e47"))).isNull();
		assertThat(Pictures.read(new byte[0])).isNull();
		assertThat(Pictures.read(HexFormat.of().parseHex("ffd8ffe00004"))).isNull();
	}

	@Test
	void tilesAreCountedByEachProvidersRule() {
		Pictures.Size large = new Pictures.Size("PNG", 2048, 4096);
		assertThat(Pictures.openAiTokens("gpt-4o", large, false)).isEqualTo(85 + 6 * 170);
		assertThat(Pictures.openAiTokens("gpt-4o", large, true)).isEqualTo(85);
		assertThat(Pictures.geminiTokens(new Pictures.Size("PNG", 384, 384))).isEqualTo(258);
		assertThat(Pictures.geminiTokens(new Pictures.Size("PNG", 769, 768))).isEqualTo(516);
	}

}

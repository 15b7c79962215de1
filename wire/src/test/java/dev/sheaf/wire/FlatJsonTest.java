package dev.sheaf.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
  @Test
  void stringsNumbersAndBooleansAreRead() throws WireFormatException {
    var fields =
        read(
            " { \"a\" : \"x\\n\\\"\\u00e9\\/\" ,\t\"b\":-12, \"c\" :1.5e-3,\"d\":true , \"e\":false,"
                + " \"\":0 } ");
    assertEquals(
        Map.of("a", "x\n\"é/", "b", -12L, "c", 0.0015, "d", true, "e", false, "", 0L), fields);
    assertEquals(Map.of(), read("{ }"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "}",
        "{} x",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":[1]}",
        "{\"a\":{}}",
        "{\"a\":null}",
        "{\"a\":}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":1.}",
        "{\"a\":NaN}",
        "{\"a\":1e999}",
        "{\"a\":9223372036854775808}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\\q\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"",
        "{\"a\":\"\\",
      })
  void whatIsNotFlatJsonIsRefused(String text) {
    assertThrows(WireFormatException.class, () -> read(text));
  }

  @Test
  void textThatIsNotUtf8OrTooLongIsRefused() {
    assertThrows(
        WireFormatException.class,
        () -> FlatJson.read(ByteBuffer.wrap(new byte[] {'{', (byte) 0xff, '}'})));
    assertThrows(
        WireFormatException.class, () -> FlatJson.read(ByteBuffer.allocate(64 * 1024 + 1)));
  }

  @Test
  void fieldsBeyondTheLimitAreRefused() {
    var text = new StringBuilder("{\"a0\":0");
    for (int i = 1; i <= FlatJson.MAX_FIELDS; i++) {
      text.append(",\"a").append(i).append("\":0");
    }
    assertThrows(WireFormatException.class, () -> read(text.append('}').toString()));
  }

  private static Map<String, Object> read(String text) throws WireFormatException {
    return FlatJson.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}

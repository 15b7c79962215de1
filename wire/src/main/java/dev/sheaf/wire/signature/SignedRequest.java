package dev.sheaf.wire.signature;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire, before anybody believed it.
 *
 * @param rawPath as sent, with its escapes
 * @param rawQuery as sent, without the question mark; empty when there is none
 * @param headers by lower-case name
 * @param bodySha256 of the body, in hex
 */
public record SignedRequest(
    String method,
    String rawPath,
    String rawQuery,
    Map<String, List<String>> headers,
    String bodySha256) {

  /** Header names in lower case. */
  public SignedRequest {
    var lower = new TreeMap<String, List<String>>();
    headers.forEach(
        (name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = lower;
  }

  /** The first value of a header. */
  public @Nullable String header(String name) {
    var values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }
}

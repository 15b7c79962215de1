package dev.sheaf.actors.reading;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * What one request is called on its way through the nodes: in answers, problems, logs and what is
 * asked of peers. Bound to the thread that works for it.
 *
 * @param text empty where there is no request
 * @param traceparent of which span of which trace it is a part, as W3C's header says it; empty = of
 *     none
 */
public record RequestId(String text, String traceparent) {
  /** The header that brings it and takes it on. */
  public static final String HEADER = "X-Request-Id";

  /** The header that brings a trace and takes it on. */
  public static final String TRACE_HEADER = "traceparent";

  /** How logs name it. */
  public static final String LOGGED = "requestId";

  /** Work that nobody asked for. */
  public static final RequestId NONE = new RequestId("");

  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int MADE_BYTES = 16;
  private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");
  private static final ScopedValue<RequestId> CURRENT = ScopedValue.newInstance();

  /** A request of no trace. */
  public RequestId(String text) {
    this(text, "");
  }

  /** The same as a part of this span; what is no such header is as if it were not there. */
  public RequestId within(String span) {
    return TRACE.matcher(span).matches() ? new RequestId(text, span) : this;
  }

  /**
   * What a client calls its request, where that is fit to be logged and sent on; else a new one.
   */
  public static RequestId of(Optional<String> given) {
    return given
        .filter(text -> FIT.matcher(text).matches())
        .map(text -> new RequestId(text))
        .orElseGet(RequestId::make);
  }

  private static RequestId make() {
    var bytes = new byte[MADE_BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return new RequestId(HexFormat.of().formatHex(bytes));
  }

  /** The request that this thread works for. */
  public static RequestId current() {
    return CURRENT.orElse(NONE);
  }

  /** Whether there is one. */
  public boolean isThere() {
    return !text.isEmpty();
  }

  /** Does something for this request. */
  public <T> T call(Callable<T> task) throws Exception {
    try (var _ = MDC.putCloseable(LOGGED, text)) {
      return ScopedValue.where(CURRENT, this).call(task::call);
    }
  }
}

package dev.sheaf.http.metrics;

import dev.sheaf.actors.reading.RequestId;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.actors.reading.WaitCause;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Spans of requests, where somebody collects them; else nothing is made.
 *
 * <pre>
 *   GET /v1/jobs/…/batches/{n}    from the request until its last frame is given
 *   ├ ledger                      what the ids were waited for
 *   ├ admission
 *   ├ read peer, disk, lambda, origin    one a cause that was waited for
 *   └ send                        the rest
 * </pre>
 *
 * <p>Waits of one cause are added up, and the spans below a batch are laid end to end.
 */
public final class Tracing {
  private static final ScopedValue<Request> CURRENT = ScopedValue.newInstance();
  private static final int SERVER_ERROR = 500;
  private static final Headers HEADERS = new Headers();

  private final @Nullable Tracer tracer;

  Tracing(OpenTelemetry telemetry) {
    tracer = telemetry.equals(OpenTelemetry.noop()) ? null : telemetry.getTracer("dev.sheaf.http");
  }

  /** What the client says of its own trace. */
  private static final class Headers implements TextMapGetter<Function<String, Optional<String>>> {
    @Override
    public Iterable<String> keys(Function<String, Optional<String>> headers) {
      return List.of();
    }

    @Override
    public @Nullable String get(@Nullable Function<String, Optional<String>> headers, String name) {
      return headers == null ? null : headers.apply(name).orElse(null);
    }
  }

  /** A request that begins now. */
  public Request begin(RequestId id, Function<String, Optional<String>> headers) {
    if (tracer == null) {
      var passedOn = headers.apply(RequestId.TRACE_HEADER).map(id::within).orElse(id);
      return new Request(passedOn, null, null);
    }
    var caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    var span =
        tracer
            .spanBuilder("request")
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("sheaf.request_id", id.text())
            .startSpan();
    return new Request(id.within(headerOf(span.getSpanContext())), tracer, span);
  }

  /** What nodes that are asked for it are told, so that their spans lie below its own. */
  private static String headerOf(SpanContext span) {
    return "00-%s-%s-%s"
        .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex());
  }

  /** The request for which this thread works; null where it is not traced. */
  static @Nullable Request current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /** A request on its way. */
  public static final class Request {
    private final RequestId id;
    private final @Nullable Tracer tracer;
    private final @Nullable Span span;
    private final long beganNanos = System.nanoTime();
    private final long beganMillis = System.currentTimeMillis();
    private boolean replied;
    private boolean goesOn;
    private long endNanos;

    private Request(RequestId id, @Nullable Tracer tracer, @Nullable Span span) {
      this.id = id;
      this.tracer = tracer;
      this.span = span;
    }

    /** Works for it. */
    public <T> T call(Callable<T> work) throws Exception {
      return span == null
          ? id.call(work)
          : ScopedValue.where(CURRENT, this).call(() -> id.call(work));
    }

    /** Its reply has begun: it is over, unless a batch follows. */
    public synchronized void replied() {
      replied = true;
      endOnce();
    }

    /** A batch may be given before its reply begins, or after. */
    private void endOnce() {
      if (span != null && replied && !goesOn) {
        span.end(
            at(endNanos == 0 ? System.nanoTime() - beganNanos : endNanos), TimeUnit.NANOSECONDS);
      }
    }

    void answered(String route, String method, int status) {
      if (span != null) {
        span.updateName(method + " " + route);
        span.setAttribute("http.request.method", method);
        span.setAttribute("http.route", route);
        span.setAttribute("http.response.status_code", status);
        if (status >= SERVER_ERROR) {
          span.setStatus(StatusCode.ERROR);
        }
      }
    }

    /** A batch follows; {@link #ended} is told when all of it was given. */
    synchronized void goesOn() {
      goesOn = true;
    }

    synchronized void ended(SampleStream batch) {
      if (span == null || tracer == null) {
        return;
      }
      endNanos = System.nanoTime() - beganNanos;
      var at = 0L;
      for (var cause : List.of(WaitCause.LEDGER, WaitCause.ADMISSION)) {
        at = part(cause.label(), at, Math.min(endNanos, at + batch.waitedNanos(cause)));
      }
      for (var cause :
          List.of(WaitCause.PEER, WaitCause.DISK, WaitCause.LAMBDA, WaitCause.ORIGIN)) {
        var until = Math.min(endNanos, at + batch.waitedNanos(cause));
        at = until > at ? part("read " + cause.label(), at, until) : at;
      }
      part("send", at, endNanos);
      var cost = batch.cost();
      span.setAttribute("sheaf.samples.memory", cost.memoryHits());
      span.setAttribute("sheaf.samples.disk", cost.diskHits());
      span.setAttribute("sheaf.samples.lambda", cost.lambdaHits());
      span.setAttribute("sheaf.samples.origin", cost.originSamples());
      goesOn = false;
      endOnce();
    }

    private long part(String name, long fromNanos, long untilNanos) {
      if (tracer != null && span != null) {
        tracer
            .spanBuilder(name)
            .setParent(Context.root().with(span))
            .setStartTimestamp(at(fromNanos), TimeUnit.NANOSECONDS)
            .startSpan()
            .end(at(untilNanos), TimeUnit.NANOSECONDS);
      }
      return untilNanos;
    }

    private long at(long sinceNanos) {
      return TimeUnit.MILLISECONDS.toNanos(beganMillis) + sinceNanos;
    }
  }
}

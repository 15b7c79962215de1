package dev.sheaf.http.dataport;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/**
 * Collects requests whole, as {@link PortRequest}s; one that is too large or no HTTP is passed on
 * as refused, so that its answer keeps its place among the answers.
 */
final class BodyCollector extends HttpObjectAggregator {
  private static final int MAX_BODY_BYTES = 2 << 20;

  BodyCollector() {
    super(MAX_BODY_BYTES);
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    var problem =
        Problem.of(
            ProblemCode.BODY_TOO_LARGE, "the body must have at most " + MAX_BODY_BYTES + " bytes");
    var request = (HttpRequest) oversized;
    var bare =
        new DefaultFullHttpRequest(
            request.protocolVersion(), request.method(), request.uri(), Unpooled.EMPTY_BUFFER);
    bare.headers().set(request.headers());
    ctx.fireChannelRead(PortRequest.refused(bare, problem));
  }

  /** The request that a whole message is. */
  static PortRequest request(FullHttpRequest message) {
    var failure = message.decoderResult().cause();
    if (failure == null) {
      return PortRequest.of(message);
    }
    // What follows on this connection cannot be understood any more.
    message.setProtocolVersion(HttpVersion.HTTP_1_0);
    message.headers().clear();
    return PortRequest.refused(message, problem(failure));
  }

  private static Problem problem(Throwable failure) {
    return switch (failure) {
      case TooLongHttpLineException line ->
          Problem.of(ProblemCode.URI_TOO_LONG, "the request line is too long");
      case TooLongHttpHeaderException headers ->
          Problem.of(ProblemCode.HEADERS_TOO_LARGE, "the headers are too large");
      default -> Problem.of(ProblemCode.MALFORMED_REQUEST, "the request is not well-formed HTTP");
    };
  }
}

package dev.sheaf.http.route;

import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.headers.CustomHeader;

/**
 * The length that the answer to GET would have, in the answer to HEAD: the server leaves it out.
 */
final class HeadLength extends CustomHeader {
  private final long bytes;

  private HeadLength(long bytes) {
    this.bytes = bytes;
  }

  /** The reply with its length, where that is known and the status may have one. */
  static HttpResponse on(HttpResponse reply) {
    var known = reply.entity().getContentLengthOption();
    return known.isEmpty() || !reply.status().allowsEntity()
        ? reply
        : reply.addHeader(new HeadLength(known.getAsLong()));
  }

  @Override
  public String name() {
    return "Content-Length";
  }

  @Override
  public String value() {
    return Long.toString(bytes);
  }

  @Override
  public boolean renderInRequests() {
    return false;
  }

  @Override
  public boolean renderInResponses() {
    return true;
  }
}

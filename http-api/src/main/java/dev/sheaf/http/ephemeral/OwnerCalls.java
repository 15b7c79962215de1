package dev.sheaf.http.ephemeral;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.auth.PeerAccess;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Replies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Asks another node's API for what it has, and passes its answer on. */
final class OwnerCalls {
  /** Says that a node asks: whoever is asked so asks nobody else. */
  static final String FORWARDED = "Sheaf-Forwarded";

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final List<String> PASSED_ON = List.of("Retry-After", EphemeralRoutes.KEEP_HEADER);

  private final PeerAccess access;
  private final HttpClient client;

  OwnerCalls(PeerAccess access) {
    this.access = access;
    var builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    access.tls().ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  HttpResponse ask(Member owner, String method, String target, byte[] body) {
    if (owner.apiAddress().isEmpty()) {
      throw silent(owner).exception();
    }
    var asking =
        HttpRequest.newBuilder(URI.create(access.scheme() + "://" + owner.apiAddress() + target))
            .timeout(PATIENCE)
            .header(FORWARDED, "1")
            .method(
                method,
                method.equals("PUT") ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
    access.forCaller(Caller.current()).ifPresent(shown -> asking.header("Authorization", shown));
    var request = asking.build();
    try {
      return reply(client.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException unreachable) {
      throw silent(owner).exception();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Problem.of(ProblemCode.UNAVAILABLE, "the node is stopping").exception();
    }
  }

  private static HttpResponse reply(java.net.http.HttpResponse<byte[]> from) {
    var reply = withoutHeaders(from);
    for (var name : PASSED_ON) {
      var value = from.headers().firstValue(name);
      if (value.isPresent()) {
        reply = Replies.with(reply, name, value.get());
      }
    }
    return reply;
  }

  private static HttpResponse withoutHeaders(java.net.http.HttpResponse<byte[]> from) {
    if (from.statusCode() == 200 && from.request().method().equals("HEAD")) {
      var size = from.headers().firstValueAsLong("Content-Length").orElse(0);
      return Replies.head(ContentTypes.APPLICATION_OCTET_STREAM, size);
    }
    if (from.body().length == 0 && from.statusCode() != 200) {
      return Replies.empty(from.statusCode());
    }
    var problem =
        from.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
    return Replies.bytes(
        from.statusCode(),
        problem ? Replies.PROBLEM : ContentTypes.APPLICATION_OCTET_STREAM,
        from.body());
  }

  private static Problem silent(Member owner) {
    return Problem.of(
            ProblemCode.UNAVAILABLE,
            "the node %s, which has the key, is silent".formatted(owner.id()))
        .retryAfter(SOON);
  }
}

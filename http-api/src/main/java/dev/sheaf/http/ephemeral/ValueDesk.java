package dev.sheaf.http.ephemeral;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.ephemeral.EphemeralShelf;
import dev.sheaf.actors.ephemeral.EphemeralShelf.Keep;
import dev.sheaf.actors.ephemeral.EphemeralShelf.Put;
import dev.sheaf.actors.ephemeral.EphemeralShelf.Terms;
import dev.sheaf.http.auth.PeerAccess;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.ephemeral.EphemeralJob;
import java.time.Duration;

/** Answers for a value at its owner: this node's shelf, or the node that has it. */
final class ValueDesk {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final byte[] NOTHING = {};

  private final ClusterView cluster;
  private final EphemeralShelf shelf;
  private final OwnerCalls calls;
  private final BodyRoom room = new BodyRoom();

  ValueDesk(ClusterView cluster, EphemeralShelf shelf, PeerAccess access) {
    this.calls = new OwnerCalls(access);
    this.cluster = cluster;
    this.shelf = shelf;
  }

  HttpResponse put(Exchange exchange, ValueAddress at, EphemeralJob job) {
    try (var _ = room.take(exchange.mostBodyBytes())) {
      var owner = owner(exchange, at, job);
      var bytes = exchange.bytes();
      if (!isSelf(owner)) {
        return calls.ask(owner, "PUT", at.target(true), bytes);
      }
      var portion = job.portionOf(owner.id());
      if (portion.isEmpty()) {
        throw moved(at).exception();
      }
      var until =
          at.keep() == Keep.AFTER_JOB ? System.currentTimeMillis() + 1_000 * at.keepSeconds() : 0;
      var terms = new Terms(job.demand().medium(), portion.get().sizeBytes(), at.keep(), until);
      return answer(at, shelf.put(at.id(job), bytes, terms));
    }
  }

  private static HttpResponse answer(ValueAddress at, Put put) {
    return switch (put) {
      case Put.Kept(boolean fresh) -> Replies.empty(fresh ? 201 : 204);
      case Put.ShareFull(long used, long share) ->
          throw full(
              "%s has %d of its %d bytes on this node in use, in whole pages of 16 KiB"
                  .formatted(at.job(), used, share));
      case Put.NodeFull(String what, long used, long capacity) ->
          throw full(
              "%d of the %d bytes of %s that this node has for ephemeral data are in use"
                  .formatted(used, capacity, what));
      case Put.DiskFailed(String why) ->
          throw Problem.of(ProblemCode.STORAGE_FAILED, "the value could not be written: " + why)
              .exception();
    };
  }

  private static ProblemException full(String detail) {
    return Problem.of(ProblemCode.EPHEMERAL_FULL, detail).retryAfter(SOON).exception();
  }

  /** The value, or with the method HEAD what is known of it. */
  HttpResponse read(Exchange exchange, ValueAddress at, EphemeralJob job, String method) {
    if (job.ended()) {
      return kept(exchange, at, job, method);
    }
    var owner = owner(exchange, at, job);
    return isSelf(owner) ? here(at, job, method) : ask(owner, at, method);
  }

  private HttpResponse ask(Member owner, ValueAddress at, String method) {
    // How long the value is can only be known afterwards.
    try (var _ = room.take(method.equals("GET") ? EphemeralRoutes.MOST_VALUE_BYTES : 0)) {
      return calls.ask(owner, method, at.target(false), NOTHING);
    }
  }

  private HttpResponse here(ValueAddress at, EphemeralJob job, String method) {
    // This node may not have heard yet that the job has ended.
    var card =
        shelf
            .card(at.id(job))
            .filter(known -> !job.ended() || known.keep() == Keep.AFTER_JOB)
            .orElseThrow(() -> unknown(at));
    if (method.equals("HEAD")) {
      return keeping(
          card.keep(), Replies.head(ContentTypes.APPLICATION_OCTET_STREAM, card.sizeBytes()));
    }
    try (var _ = room.take(card.sizeBytes())) {
      var value = shelf.get(at.id(job)).orElseThrow(() -> unknown(at));
      return keeping(
          value.keep(), Replies.bytes(200, ContentTypes.APPLICATION_OCTET_STREAM, value.bytes()));
    }
  }

  private static HttpResponse keeping(Keep keep, HttpResponse reply) {
    return Replies.with(reply, EphemeralRoutes.KEEP_HEADER, ValueAddress.wireName(keep));
  }

  /** What outlived its job may be on any node that was there when it was put. */
  private HttpResponse kept(Exchange exchange, ValueAddress at, EphemeralJob job, String method) {
    if (isForwarded(exchange) || shelf.card(at.id(job)).isPresent()) {
      return here(at, job, method);
    }
    for (var member : cluster.members()) {
      if (!isSelf(member) && !member.apiAddress().isEmpty()) {
        var reply = ask(member, at, method);
        if (reply.status().isSuccess()) {
          return reply;
        }
      }
    }
    throw unknown(at);
  }

  HttpResponse remove(Exchange exchange, ValueAddress at, EphemeralJob job) {
    var owner = owner(exchange, at, job);
    if (!isSelf(owner)) {
      return calls.ask(owner, "DELETE", at.target(false), NOTHING);
    }
    if (!shelf.remove(at.id(job))) {
      throw unknown(at);
    }
    return Replies.empty(204);
  }

  /** This node drops at once what is over; the others do with their next report. */
  void end(EphemeralJob job) {
    if (job.keepNanos() == 0) {
      shelf.forget(job.token());
    } else {
      shelf.end(job.token());
    }
  }

  /** Who has the key; a node that asks has looked already. */
  private Member owner(Exchange exchange, ValueAddress at, EphemeralJob job) {
    if (isForwarded(exchange)) {
      return cluster.self();
    }
    var owner = job.ownerOf(at.key());
    return owner
        .flatMap(node ->
            cluster.members().stream().filter(member -> member.id().equals(node)).findFirst())
        .orElseThrow(() -> moved(at).exception());
  }

  private static boolean isForwarded(Exchange exchange) {
    return exchange.header(OwnerCalls.FORWARDED).isPresent();
  }

  private boolean isSelf(Member member) {
    return member.id().equals(cluster.self().id());
  }

  private static Problem moved(ValueAddress at) {
    return Problem.of(
            ProblemCode.UNAVAILABLE,
            "the node that has %s of %s is gone, and no other has its place yet"
                .formatted(at.key(), at.job()))
        .retryAfter(SOON);
  }

  private static ProblemException unknown(ValueAddress at) {
    return Problem.of(ProblemCode.UNKNOWN_VALUE, "%s has no value %s".formatted(at.job(), at.key()))
        .exception();
  }
}

package dev.sheaf.node.torture;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;

import dev.sheaf.node.fuzz.Mutations;
import dev.sheaf.node.torture.Gateways.Gateway;
import dev.sheaf.node.torture.mischief.Bodies;
import dev.sheaf.node.torture.mischief.Conversations;
import dev.sheaf.node.torture.mischief.Headers;
import dev.sheaf.node.torture.mischief.Shape;
import dev.sheaf.node.torture.mischief.Shape.Door;
import dev.sheaf.node.torture.mischief.Shapes;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A client that gets everything wrong, at both ports of a node: requests that were right before
 * their path, headers or body were changed, and connections that speak no proper HTTP. Whatever it
 * sends, no answer may be 5xx, apart from a wish to come again, and none may be late.
 */
final class Mischief implements AutoCloseable {
  private static final long DEADLINE_MILLIS = 5_000;

  /** Where the request itself says no deadline that counts. */
  private static final int PATIENCE_MILLIS = 30_000;

  private static final long BETWEEN_MILLIS = 50;
  private static final int RAW_OF = 3;
  private static final int HEADERS_OF = 3;
  private static final int SAME_PATH_OF = 6;

  private final Caller caller;
  private final long seed;
  private final Intruder intruder;
  private final Map<String, LongAdder> sent = new ConcurrentHashMap<>();
  private final Repeating repeating = new Repeating(BETWEEN_MILLIS);

  Mischief(Caller caller, long seed) {
    this.caller = caller;
    this.seed = seed;
    this.intruder = new Intruder(caller, PATIENCE_MILLIS);
  }

  void end() {
    repeating.end();
  }

  /** Sends one after the other until it is told to end. */
  void run() {
    try {
      repeating.run(this::send);
    } finally {
      close();
    }
  }

  /** Sends the {@code number}th, where it can be sent at all. */
  void send(long number) throws InterruptedException {
    var sound = caller.gateways().sound();
    if (sound.isEmpty()) {
      return;
    }
    var to = sound.get((int) (number % sound.size()));
    var chance = draw(seed, number);
    if (below(draw(chance, 10), RAW_OF) == 0) {
      var words = Conversations.of(chance);
      count("connections, " + words.door());
      intruder.talk(to, words);
    } else {
      request(to, chance);
    }
  }

  private void count(String kind) {
    caller.tally().badInput();
    sent.computeIfAbsent(kind.toLowerCase(Locale.ROOT), _ -> new LongAdder()).increment();
  }

  /** How many of each kind were sent. */
  Map<String, Long> sent() {
    var all = new TreeMap<String, Long>();
    sent.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }

  private void request(Gateway to, long chance) throws InterruptedException {
    var good = Shapes.ALL.get((int) below(draw(chance, 0), Shapes.ALL.size()));
    var headers =
        below(draw(chance, 3), HEADERS_OF) == 0
            ? Headers.of(draw(chance, 4))
            : List.<Headers.Line>of();
    var request = changed(good.door() == Door.API ? to.api() : to.data(), good, headers, chance);
    if (request.isEmpty()) {
      return;
    }
    count("requests, " + good.door());
    if (good.door() == Door.API && !Headers.haveDeadline(headers)) {
      caller.ask(to, request.get(), DEADLINE_MILLIS);
    } else {
      caller.send(to, request.get(), PATIENCE_MILLIS);
    }
  }

  /** A changed request; empty when it cannot even be sent. */
  private static Optional<HttpRequest.Builder> changed(
      URI root, Shape good, List<Headers.Line> headers, long chance) {
    var isSamePath = good.hasBody() && below(draw(chance, 5), SAME_PATH_OF) != 0;
    var path = isSamePath ? good.path() : Mutations.of(good.path(), draw(chance, 1));
    try {
      var builder = HttpRequest.newBuilder(at(root, path));
      if (good.hasBody()) {
        builder.setHeader("Content-Type", good.type());
      }
      var body = good.hasBody() ? Bodies.of(good, draw(chance, 2)) : new byte[0];
      builder.method(
          good.method(),
          good.hasBody() ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
      headers.forEach(line -> builder.setHeader(line.name(), line.value()));
      return Optional.of(builder);
    } catch (IllegalArgumentException cannotBeSent) {
      return Optional.empty();
    }
  }

  /** An address of this node and no other, however its path was changed. */
  private static URI at(URI root, String path) {
    var address = URI.create(root + (path.startsWith("/") ? path : "/" + path));
    if (!root.getAuthority().equals(address.getAuthority())) {
      throw new IllegalArgumentException(address + " is elsewhere");
    }
    return address;
  }

  /** Ends the connections that are silent. */
  @Override
  public void close() {
    intruder.close();
  }
}

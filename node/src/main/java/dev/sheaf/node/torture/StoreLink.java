package dev.sheaf.node.torture;

import dev.sheaf.node.torture.FaultyLink.Fault;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An object store with an S3 server behind a link that fails when it is told to; or none. */
final class StoreLink implements AutoCloseable {
  private static final String BUCKET = "torture";
  private static final String SLOW_DOWN = "<Error><Code>SlowDown</Code></Error>";
  private static final String INTERNAL = "<Error><Code>InternalError</Code></Error>";
  private static final int CUT_AFTER = 1_000;

  private final @Nullable S3Server server;
  private final @Nullable FaultyLink link;

  private StoreLink(@Nullable S3Server server, @Nullable FaultyLink link) {
    this.server = server;
    this.link = link;
  }

  /** Where there is no S3 server, or none is wanted. */
  static StoreLink none() {
    return new StoreLink(null, null);
  }

  /** What is missing for one; empty when nothing is. */
  static Optional<String> whyNot() {
    return S3Server.whyNot();
  }

  static StoreLink start(Path folder) throws IOException {
    var server = S3Server.start(folder);
    return new StoreLink(server, new FaultyLink(server.port()));
  }

  /** The folder whose files are the objects of {@link #uri}; empty when there is no store. */
  Optional<Path> bucket() throws IOException {
    return server == null ? Optional.empty() : Optional.of(server.bucket(BUCKET));
  }

  String uri() {
    return "s3://" + BUCKET + "/images";
  }

  /** What nodes need to read from it. */
  List<String> settings() {
    return link == null
        ? List.of()
        : List.of("origin.s3.endpoint=" + link.endpoint(), "origin.s3.region=us-east-1");
  }

  /** Requests that were made so far. */
  int requests() {
    return link == null ? 0 : link.requests();
  }

  /** From now on six of ten requests go wrong, by turns of chance. */
  void misbehave(long seed) {
    if (link != null) {
      var number = new AtomicLong();
      link.each(_ -> drawn((int) Draw.below(Draw.draw(seed, number.getAndIncrement()), 10)));
    }
  }

  private static Fault drawn(int of10) {
    return switch (of10) {
      case 0, 1 -> new Fault.Answer(500, "", INTERNAL);
      case 2, 3 -> new Fault.Answer(503, "", SLOW_DOWN);
      case 4, 5 -> new Fault.Cut(CUT_AFTER);
      default -> new Fault.None();
    };
  }

  void behave() {
    if (link != null) {
      link.each(_ -> new Fault.None());
    }
  }

  @Override
  public void close() throws IOException {
    if (link != null) {
      link.close();
    }
    if (server != null) {
      server.close();
    }
  }
}

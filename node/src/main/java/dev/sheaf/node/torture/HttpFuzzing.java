package dev.sheaf.node.torture;

import dev.sheaf.node.child.ChildNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.fuzz.Fuzzing;
import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Sends what {@link Mischief} sends to a real node of its own, as fast as it answers. */
public final class HttpFuzzing {
  private static final int CLIENTS = 4;
  private static final int SAMPLES = 40;
  private static final int JOBS = 4;

  private HttpFuzzing() {}

  /**
   * Sends {@code count} requests; those that no client can send are left out.
   *
   * @return what was answered as nothing may be: 5xx, or too late
   */
  public static Fuzzing.Outcome run(long seed, long count)
      throws IOException, InterruptedException {
    try (var scratch = ScratchFolder.create("fuzz")) {
      var node =
          ChildNode.start(
              new ChildNode.Order(
                  scratch.path().resolve("node"),
                  ChildNode.SMALL,
                  ScratchSettings.lines(
                      scratch.path().resolve("node/state"), List.of("cache.memory=2 MiB")),
                  Map.of()));
      scratch.ends(node.process());
      node.awaitReady();
      var checker = new Checker();
      var tally = new Tally();
      var caller = new Caller(new OneNode(node), checker, tally);
      prepare(new Admin(caller), scratch, seed);
      Map<String, Long> sent;
      try (var mischief = new Mischief(caller, seed)) {
        send(mischief, count);
        sent = mischief.sent();
      }
      var alive = node.isAlive();
      node.kill();
      if (!alive) {
        checker.breaks(Promise.STUCK, "the node has ended");
      }
      return new Fuzzing.Outcome(seed, sent, checker.cases());
    }
  }

  /** A node alone is sound all the time. */
  private record OneNode(ChildNode node) implements Gateways {
    @Override
    public List<Gateway> now() {
      return List.of(new Gateway(0, node.api(), URI.create("http://" + node.data())));
    }

    @Override
    public List<Gateway> sound() {
      return now();
    }

    @Override
    public boolean isExcused(Gateway gateway) {
      return false;
    }

    @Override
    public boolean mayLackSpace(Gateway gateway) {
      return false;
    }
  }

  private static void prepare(Admin admin, ScratchFolder scratch, long seed)
      throws IOException, InterruptedException {
    var images = scratch.path().resolve("images");
    Samples.make(SAMPLES, seed).write(images);
    admin.register("files", images.toUri().toString());
    for (int i = 0; i < JOBS; i++) {
      admin.submit(new JobOrder("probe-" + i, "files", "strict", 1, 1));
    }
  }

  private static void send(Mischief mischief, long count) throws InterruptedException {
    var next = new AtomicLong();
    var clients = new ArrayList<Thread>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (var n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    mischief.send(n);
                  }
                } catch (InterruptedException stopped) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (var client : clients) {
      client.join();
    }
  }
}

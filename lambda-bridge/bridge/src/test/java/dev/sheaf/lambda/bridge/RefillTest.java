package dev.sheaf.lambda.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierChain;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RefillTest {
  private static final DatasetVersion VERSION = new DatasetVersion("flowers", "7".repeat(64));
  private static final PackageTable TABLE =
      PackageTable.of(new int[] {1, 1}, new long[] {100, 200});

  /** A fake tier that has packages or has none, and notes what happens to it. */
  private static final class FakeTier implements Tier {
    private final TierKind kind;
    private final boolean has;
    private final List<String> happened = new ArrayList<>();

    FakeTier(TierKind kind, boolean has) {
      this.kind = kind;
      this.has = has;
    }

    @Override
    public TierKind kind() {
      return kind;
    }

    @Override
    public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
      happened.add("read %d of %d bytes".formatted(index, into.byteSize()));
      into.fill((byte) 9);
      return has ? new TierRead.Read(kind, Map.of(), 0, into.byteSize()) : new TierRead.Absent();
    }

    @Override
    public void offer(Manifest manifest, int index, MemorySegment bytes) {
      happened.add("offered %d, %d".formatted(index, bytes.get(ValueLayout.JAVA_BYTE, 0)));
    }
  }

  /** A fake manifest of which only the version and the table are asked. */
  private static Manifest manifest() {
    return (Manifest)
        Proxy.newProxyInstance(
            Manifest.class.getClassLoader(),
            new Class<?>[] {Manifest.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "version" -> VERSION;
                  case "table" -> TABLE;
                  default -> throw new IllegalStateException(method + " is not asked");
                });
  }

  private static FakeTier refilled(FakeTier functions, FakeTier origin, boolean known) {
    var refill = new Refill(functions, Runnable::run);
    refill.from(new TierChain(List.of(origin)));
    if (known) {
      refill.knows(PackageKey.of(VERSION, 0), manifest());
    }
    refill.owe(PackageKey.of(VERSION, 1));
    return functions;
  }

  @Test
  void whatCanStillBeReadIsMendedByItsRead() {
    var origin = new FakeTier(TierKind.ORIGIN, true);
    var functions = refilled(new FakeTier(TierKind.LAMBDA, true), origin, true);
    assertEquals(List.of("read 1 of 200 bytes"), functions.happened);
    assertEquals(List.of(), origin.happened);
  }

  @Test
  void whatCannotComesFromTheOrigin() {
    var origin = new FakeTier(TierKind.ORIGIN, true);
    var functions = refilled(new FakeTier(TierKind.LAMBDA, false), origin, true);
    assertEquals(List.of("read 1 of 200 bytes", "offered 1, 9"), functions.happened);
    assertEquals(List.of("read 1 of 200 bytes"), origin.happened);
  }

  @Test
  void whatTheOriginDoesNotHaveIsNotOffered() {
    var functions =
        refilled(new FakeTier(TierKind.LAMBDA, false), new FakeTier(TierKind.ORIGIN, false), true);
    assertEquals(List.of("read 1 of 200 bytes"), functions.happened);
  }

  @Test
  void ofAVersionThatNobodyReadsNothingIsRefilled() {
    var functions =
        refilled(new FakeTier(TierKind.LAMBDA, true), new FakeTier(TierKind.ORIGIN, true), false);
    assertEquals(List.of(), functions.happened);
  }
}

package dev.sheaf.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sheaf.policies.books.FleetProtocol.Purpose;
import dev.sheaf.policies.economics.ActivationEnd;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.Prices;
import dev.sheaf.policies.functions.Reclamation;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.world.FunctionHost.Outcome;
import dev.sheaf.simulation.world.FunctionHost.Transfer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionHostTest {
  private static final long MILLI = 1_000_000;
  private static final long MINUTE = 60_000 * MILLI;

  private final Timeline timeline = new Timeline();
  private final List<String> heard = new ArrayList<>();
  private long lastInstance;

  private FunctionHost host(int tickMillis, boolean initBilled, long backupEvery) {
    bill =
        new Bill(
            new FunctionPrices(200_000, 16_666_700, tickMillis, initBilled),
            new Prices.ObjectStore("s3", 400_000, 0, 0, 0),
            1_536);
    var settings =
        new HostSettings(
            1,
            1_000_000,
            new HostSettings.Latency(13 * MILLI, 300 * MILLI, 5 * MILLI, MILLI),
            27 * MINUTE,
            100,
            new ServingEnd.AtCycle(new ActivationEnd(tickMillis * MILLI, 0, 1_000 * MILLI)),
            new HostSettings.Backup(backupEvery, 500 * MILLI),
            0);
    var host = new FunctionHost(timeline, settings, bill, 1);
    host.tell(new Hearer());
    return host;
  }

  private Bill bill;

  private final class Hearer implements FunctionHost.Listener {
    @Override
    public void answered(int node, long question, long instance, long asOfNanos) {
      heard.add("answered " + question + " as of " + asOfNanos);
      lastInstance = instance;
    }

    @Override
    public void bye(int node, long question) {
      heard.add("bye " + question);
    }

    @Override
    public void returned(int node, long question, long instance, long asOfNanos) {
      heard.add("returned " + question);
      lastInstance = instance;
    }
  }

  @Test
  void aWarmUpIsBilledOneTickAndTheStartOfAnEnvironmentOnlyWhereItIsBilled() {
    var then = host(100, false, 0);
    then.invoke(0, 1, Purpose.WARM_UP);
    timeline.run();
    assertEquals(100, bill.billedMillis(Bill.Purpose.WARMING));
    var now = host(1, true, 0);
    now.invoke(0, 1, Purpose.WARM_UP);
    timeline.run();
    assertEquals(292, bill.billedMillis(Bill.Purpose.WARMING), "287 ms to start, 5 to answer");
    now.invoke(0, 2, Purpose.WARM_UP);
    timeline.run();
    assertEquals(297, bill.billedMillis(Bill.Purpose.WARMING));
  }

  @Test
  void aRunEndsWithTheCycleOfItsLastChunk() {
    var host = host(100, false, 0);
    host.invoke(0, 1, Purpose.SERVE);
    timeline.runUntil(300 * MILLI);
    host.send(0, new Transfer(64, 120_000, true), outcome -> heard.add(outcome.toString()));
    timeline.run();
    assertEquals(List.of("answered 1 as of -1", "DONE", "bye 1"), heard);
    assertEquals(200, bill.billedMillis(Bill.Purpose.SERVING), "5 + 120 ms");
  }

  @Test
  void anEnvironmentThatIsIdleForTooLongIsAnotherOneNextTime() {
    var host = host(1, false, 0);
    host.invoke(0, 1, Purpose.WARM_UP);
    timeline.run();
    var first = lastInstance;
    timeline.runUntil(timeline.now() + 27 * MINUTE);
    host.invoke(0, 2, Purpose.WARM_UP);
    timeline.run();
    assertEquals(first, lastInstance, "27 minutes are not too long");
    timeline.runUntil(timeline.now() + 27 * MINUTE + 1);
    host.invoke(0, 3, Purpose.WARM_UP);
    timeline.run();
    assertNotEquals(first, lastInstance);
  }

  @Test
  void aReclaimTakesTheChunksAndABackupKeepsWhatItHadCopied() {
    for (var backup : List.of(0L, 1L)) {
      heard.clear();
      var host = host(1, false, backup);
      put(host, 1, 64);
      host.invoke(0, 2, Purpose.WARM_UP);
      timeline.run();
      var copied = timeline.now();
      var chances = new Reclamation.Traced(List.of(new Reclamation.Strike(copied + 5, 1)));
      host.reclaim(chances, Long.MAX_VALUE);
      timeline.run();
      host.invoke(0, 3, Purpose.SERVE);
      timeline.runUntil(timeline.now() + 300 * MILLI);
      // With a spare, chance decides which of the two was taken; the chunk is there in both cases.
      host.send(0, new Transfer(64, 1_000, false), outcome -> heard.add(outcome.toString()));
      timeline.run();
      var expected = backup == 0 ? Outcome.MISSING : Outcome.DONE;
      assertEquals(expected.toString(), heard.get(heard.size() - 2), "backup " + backup);
    }
  }

  @Test
  void aFunctionThatRunsIsNotInvokedTwice() {
    var host = host(1, false, 0);
    host.invoke(0, 1, Purpose.SERVE);
    assertEquals(Long.MAX_VALUE, host.invoke(0, 2, Purpose.SERVE));
    assertEquals(1, host.counts().throttled());
  }

  @Test
  void aChunkThatIsSentWhenTheRunIsOverIsRefused() {
    var host = host(1, false, 0);
    var outcomes = new ArrayList<Outcome>();
    host.send(0, new Transfer(64, 1, true), outcomes::add);
    assertEquals(List.of(Outcome.RUN_OVER), outcomes);
  }

  private void put(FunctionHost host, long question, long key) {
    host.invoke(0, question, Purpose.SERVE);
    timeline.runUntil(timeline.now() + 300 * MILLI);
    host.send(0, new Transfer(key, 1_000, true), outcome -> {});
    timeline.run();
  }
}

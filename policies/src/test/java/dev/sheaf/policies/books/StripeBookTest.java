package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.StripeProtocol.Command;
import dev.sheaf.policies.books.StripeProtocol.Effect;
import dev.sheaf.policies.books.StripeProtocol.Reply;
import dev.sheaf.policies.placement.SlotTable;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StripeBookTest {
  private static final int NODES = 4;
  private static final StripeCode CODE = new StripeCode(3, 1);
  private static final SlotTable EVEN = SlotTable.even(NODES);

  private final StripeBook book = book(100, false);
  private final List<Effect> effects = new ArrayList<>();
  private long now;

  private static StripeBook book(long capacityBytes, boolean repairAtOnce) {
    return new StripeBook(NODES, new StripeBook.Rules(capacityBytes, repairAtOnce));
  }

  @Test
  void anObjectCanBeReadOnceEnoughOfItsChunksAreWritten() {
    var write = store(book, 1, 30);
    assertInstanceOf(Reply.Broken.class, tell(book, new Command.Find(1)));
    for (int chunk = 0; chunk < 3; chunk++) {
      tell(book, new Command.Written(1, write.stripe(), chunk));
    }
    var resident = assertInstanceOf(Reply.Resident.class, tell(book, new Command.Find(1)));
    assertEquals(List.of(0, 1, 2), resident.chunks());
    assertEquals(10, resident.chunkBytes());
  }

  @Test
  void aLostChunkIsSparedAndTwoAreNot() {
    var write = stored(book, 1, 30);
    tell(book, new Command.Lost(write.nodes().get(0), -1));
    assertInstanceOf(Reply.Resident.class, tell(book, new Command.Find(1)));
    tell(book, new Command.Lost(write.nodes().get(3), -1));
    assertInstanceOf(Reply.Broken.class, tell(book, new Command.Find(1)));
  }

  @Test
  void whatWasCopiedBeforeTheLossIsStillThere() {
    now = 10;
    var first = stored(book, 1, 30);
    now = 30;
    stored(book, 2, 30);
    tell(book, new Command.Lost(0, 20));
    tell(book, new Command.Lost(1, 20));
    assertInstanceOf(Reply.Resident.class, tell(book, new Command.Find(1)));
    assertInstanceOf(Reply.Broken.class, tell(book, new Command.Find(2)));
    assertTrue(book.readable(1, first.stripe(), 0));
  }

  @Test
  void theVictimOfTheClockIsTheFirstThatNobodyAskedForAndItsNodesAreInherited() {
    for (long object = 1; object <= 10; object++) {
      stored(book, object, 30);
    }
    // All were new: the hand clears every mark and takes the first.
    var eleventh = stored(book, 11, 30);
    assertInstanceOf(Reply.Absent.class, tell(book, new Command.Find(1)));
    tell(book, new Command.Find(2));
    stored(book, 12, 30);
    assertInstanceOf(Reply.Resident.class, tell(book, new Command.Find(2)));
    assertInstanceOf(Reply.Absent.class, tell(book, new Command.Find(3)));
    assertEquals(NODES, eleventh.nodes().size());
    assertEquals(10, book.objects());
  }

  @Test
  void aLargeObjectTakesAsManyVictimsAsItNeeds() {
    for (long object = 1; object <= 10; object++) {
      stored(book, object, 30);
    }
    stored(book, 11, 150);
    assertEquals(6, book.objects());
    for (int node = 0; node < NODES; node++) {
      assertEquals(100, book.usedBytes(node));
    }
  }

  @Test
  void anObjectThatDoesNotFitAtAllIsRefused() {
    var reply = tell(book, new Command.Store(1, 301, CODE, EVEN, true));
    assertEquals(300, assertInstanceOf(Reply.TooLarge.class, reply).mostBytes());
  }

  @Test
  void aChunkThatArrivesForAnOlderStripeIsNotKept() {
    var old = store(book, 1, 30);
    store(book, 1, 30);
    assertInstanceOf(Reply.Absent.class, tell(book, new Command.Written(1, old.stripe(), 0)));
  }

  @Test
  void aChunkThatIsLostIsWrittenAgainToItsNode() {
    var write = stored(book, 1, 30);
    tell(book, new Command.Lost(write.nodes().get(2), -1));
    var again =
        assertInstanceOf(Reply.Write.class, tell(book, new Command.Rebuild(1, write.stripe())));
    assertEquals(List.of(2), again.chunks());
    assertEquals(write.nodes(), again.nodes());
    assertInstanceOf(
        Reply.Noted.class, tell(book, new Command.Rebuild(1, write.stripe())), "on its way");
  }

  @Test
  void aLossAsksForRepairAtOnceWhenThatIsTheRule() {
    var eager = book(100, true);
    var write = stored(eager, 1, 30);
    effects.clear();
    tell(eager, new Command.Lost(write.nodes().get(1), -1));
    assertEquals(List.of(new Effect.Restore(1, write.stripe())), effects);
  }

  @Test
  void anEvictedObjectIsForgottenOnEveryNodeThatHeldIt() {
    stored(book, 1, 30);
    effects.clear();
    tell(book, new Command.Drop(1));
    assertEquals(NODES, effects.size());
    assertInstanceOf(Effect.Forget.class, effects.getFirst());
    assertTrue(!book.holdsSomething(0));
  }

  @Test
  void whatNodesSayThatTheyHoldCanBeReadAgain() {
    var nodes = List.of(2, 0, 3);
    for (int chunk = 0; chunk < 3; chunk++) {
      assertInstanceOf(
          Reply.Noted.class,
          tell(book, new Command.Found(7, 30, CODE, EVEN, chunk, nodes.get(chunk))));
    }
    var found = assertInstanceOf(Reply.Resident.class, tell(book, new Command.Find(7)));
    assertEquals(List.of(0, 1, 2), found.chunks());
    assertEquals(nodes, found.nodes().subList(0, 3));
    assertEquals(1, found.nodes().get(3), "the lost one's place is the node that is left");
    assertEquals(10, book.usedBytes(2));
    assertEquals(0, book.usedBytes(1));
  }

  @Test
  void aSecondCopyAndOneUnderAnotherCodeAreNotKept() {
    tell(book, new Command.Found(7, 30, CODE, EVEN, 0, 2));
    assertInstanceOf(Reply.Noted.class, tell(book, new Command.Found(7, 30, CODE, EVEN, 0, 2)));
    assertInstanceOf(Reply.Absent.class, tell(book, new Command.Found(7, 30, CODE, EVEN, 0, 1)));
    var other = new StripeCode(3, 0);
    assertInstanceOf(Reply.Absent.class, tell(book, new Command.Found(7, 30, other, EVEN, 1, 1)));
  }

  @Test
  void aStripeHasTheCodeItWasStoredWith() {
    var plain = new StripeCode(4, 0);
    var write =
        assertInstanceOf(
            Reply.Write.class, tell(book, new Command.Store(1, 40, plain, EVEN, true)));
    assertEquals(10, write.chunkBytes());
    for (int chunk : write.chunks()) {
      tell(book, new Command.Written(1, write.stripe(), chunk));
    }
    tell(book, new Command.Lost(0, -1));
    assertInstanceOf(Reply.Broken.class, tell(book, new Command.Find(1)), "one loss is too many");
  }

  @Test
  void nothingIsGivenUpForWhatMayNotEvict() {
    stored(book, 1, 300);
    assertInstanceOf(Reply.Full.class, tell(book, new Command.Store(2, 30, CODE, EVEN, false)));
    assertInstanceOf(Reply.Resident.class, tell(book, new Command.Find(1)));
  }

  @Test
  void aNodeWithoutASlotGetsNoMoreChunks() {
    stored(book, 1, 30);
    var two = new StripeCode(2, 1);
    var slots = EVEN.drained(3);
    for (int object = 2; object < 9; object++) {
      var write =
          assertInstanceOf(
              Reply.Write.class, tell(book, new Command.Store(object, 2, two, slots, true)));
      assertTrue(!write.nodes().contains(3), "chunks on " + write.nodes());
    }
    assertInstanceOf(Reply.Resident.class, tell(book, new Command.Find(1)));
  }

  private Reply.Write stored(StripeBook into, long object, long sizeBytes) {
    var write = store(into, object, sizeBytes);
    for (int chunk : write.chunks()) {
      tell(into, new Command.Written(object, write.stripe(), chunk));
    }
    return write;
  }

  private Reply.Write store(StripeBook into, long object, long sizeBytes) {
    return assertInstanceOf(
        Reply.Write.class, tell(into, new Command.Store(object, sizeBytes, CODE, EVEN, true)));
  }

  private Reply tell(StripeBook to, Command command) {
    var decision = to.decide(command, now);
    decision.events().forEach(to::apply);
    effects.addAll(decision.effects());
    return decision.reply();
  }
}

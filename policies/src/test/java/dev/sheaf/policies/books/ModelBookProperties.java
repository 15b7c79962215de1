package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.ModelBook.Budgets;
import dev.sheaf.policies.books.ModelProtocol.Command;
import dev.sheaf.policies.books.ModelProtocol.Effect;
import dev.sheaf.policies.books.ModelProtocol.Event;
import dev.sheaf.policies.books.ModelProtocol.Reply;
import dev.sheaf.policies.model.EvictionOrder;
import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ModelBookProperties {
  private static final Budgets BUDGETS = new Budgets(100, 150, 250);

  /** A store that does what it is told in any order, and users that come, go and die. */
  private static final class Store {
    final EvictionOrder order;
    final List<Event> journal = new ArrayList<>();
    final List<Effect> owed = new ArrayList<>();
    final TreeMap<String, String> granted = new TreeMap<>();
    final String says;
    ModelBook book;
    long now;
    int reads;

    Store(EvictionOrder order, String says) {
      this.order = order;
      this.says = says;
      this.book = new ModelBook(BUDGETS, order, false);
    }

    @Nullable Reply tell(Command command) {
      var decision = book.decide(command, now);
      decision.events().forEach(book::apply);
      journal.addAll(decision.events());
      for (var event : decision.events()) {
        if (event instanceof Event.LeaseEnded ended) {
          granted.remove(ended.lease());
        }
      }
      for (var tier : List.of(ModelTier.GPU, ModelTier.MEMORY, ModelTier.DISK)) {
        assertTrue(book.usedBytes(tier) <= BUDGETS.of(tier), says + " " + tier);
      }
      decision.effects().forEach(this::see);
      return decision.reply();
    }

    void see(Effect effect) {
      switch (effect) {
        case Effect.Grant grant -> granted.put(grant.lease(), grant.model());
        case Effect.Fail fail -> {}
        case Effect.Load load -> {
          assertTrue(!owed.contains(effect), says + " reads twice " + load);
          reads++;
          owed.add(effect);
        }
        case Effect.Drop drop -> {
          if (drop.tier() == ModelTier.GPU) {
            assertTrue(!granted.containsValue(drop.model()), says + " in use " + drop);
            owed.add(effect);
          }
        }
      }
    }

    void crash() {
      book = new ModelBook(BUDGETS, order, false);
      journal.forEach(book::apply);
      owed.clear();
      book.wake(now).forEach(this::see);
    }

    void finish(long drawn) {
      if (owed.isEmpty()) {
        return;
      }
      var effect = owed.remove((int) Draw.below(drawn, owed.size()));
      if (effect instanceof Effect.Drop drop) {
        tell(new Command.Dropped(drop.model()));
      } else if (effect instanceof Effect.Load load) {
        tell(
            Draw.below(Draw.draw(drawn, 1), 10) == 0
                ? new Command.LoadFailed(load.model())
                : new Command.Loaded(load.model()));
      }
    }

    /** What ran the model died; nobody can use it any more. */
    void lose(int model) {
      granted.values().removeIf(("m" + model)::equals);
      tell(new Command.Lost("m" + model));
    }

    void open(String lease, int model) {
      var size = 10 + model * 7L;
      if (tell(new Command.Open(lease, "m" + model, size, size + 3, 100)) instanceof Reply.Opened) {
        granted.put(lease, "m" + model);
      }
    }
  }

  @Test
  void noModelInUseMakesRoomAndNoBudgetIsExceededInAnyOrderOfEvents() {
    for (var order : EvictionOrder.values()) {
      for (long seed = 1; seed <= 40; seed++) {
        var store = new Store(order, order + " seed " + seed);
        for (int step = 0; step < 400; step++) {
          var drawn = Draw.draw(seed, step);
          store.now += Draw.below(Draw.draw(drawn, 1), 8);
          var lease = "l" + Draw.below(Draw.draw(drawn, 2), 60);
          switch ((int) Draw.below(drawn, 8)) {
            case 0, 1, 2 -> store.open(lease, (int) Draw.below(Draw.draw(drawn, 3), 9));
            case 3 -> store.tell(new Command.Close(lease));
            case 4 -> store.tell(new Command.Tick());
            case 5 -> {
              switch ((int) Draw.below(Draw.draw(drawn, 4), 8)) {
                case 0 -> store.crash();
                case 1 -> store.lose((int) Draw.below(Draw.draw(drawn, 3), 9));
                case 2 -> store.tell(new Command.Evict("m" + Draw.below(Draw.draw(drawn, 3), 9)));
                case 3 -> store.tell(new Command.Forget("m" + Draw.below(Draw.draw(drawn, 3), 9)));
                default -> {}
              }
            }
            default -> store.finish(Draw.draw(drawn, 5));
          }
        }
        assertTrue(store.reads > 0, store.says);
        leaveNothingBehind(store);
      }
    }
  }

  /** When all users are gone and all work is done, nobody holds anything. */
  private static void leaveNothingBehind(Store store) {
    for (int step = 0; step < 200; step++) {
      store.finish(step);
      store.now += 1_000;
      store.tell(new Command.Tick());
    }
    for (int model = 0; model < 9; model++) {
      assertEquals(0, store.book.leases("m" + model), store.says + " m" + model);
    }
    assertTrue(store.granted.isEmpty(), store.says + " " + store.granted);
  }

  @Test
  void manyWhoOpenAtOnceCauseOneRead() {
    var store = new Store(EvictionOrder.LRU, "at once");
    for (int user = 0; user < 50; user++) {
      store.open("l" + user, 3);
    }
    assertEquals(1, store.reads);
    assertTrue(store.granted.isEmpty());
    store.tell(new Command.Loaded("m3"));
    assertEquals(50, store.granted.size());
  }

  @Test
  void aModelThatWasPushedOutComesBackFromMemory() {
    var store = new Store(EvictionOrder.LRU, "back");
    store.tell(new Command.Open("a", "big", 90, 100));
    assertEquals(List.of(new Effect.Load("big", ModelTier.ORIGIN)), store.owed);
    store.owed.clear();
    store.tell(new Command.Loaded("big"));
    store.tell(new Command.Close("a"));
    store.tell(new Command.Open("b", "small", 20, 100));
    assertEquals(List.of(new Effect.Drop("big", ModelTier.GPU)), store.owed);
    store.owed.clear();
    store.tell(new Command.Dropped("big"));
    store.tell(new Command.Loaded("small"));
    store.tell(new Command.Close("b"));
    store.owed.clear();
    store.tell(new Command.Open("c", "big", 90, 100));
    store.tell(new Command.Dropped("small"));
    assertTrue(store.owed.contains(new Effect.Load("big", ModelTier.MEMORY)));
  }

  @Test
  void whatNeverFitsAndWhatDoesNotFitNowAreToldApart() {
    var store = new Store(EvictionOrder.LRU, "room");
    var large = new Reply.Refused("a", ModelProtocol.Reason.TOO_LARGE, 101, 0, 100);
    assertEquals(large, store.tell(new Command.Open("a", "huge", 101, 100)));
    store.tell(new Command.Open("b", "big", 90, 100));
    var full = new Reply.Refused("c", ModelProtocol.Reason.NO_ROOM, 20, 90, 100);
    assertEquals(full, store.tell(new Command.Open("c", "small", 20, 100)));
    store.tell(new Command.Loaded("big"));
    assertEquals(full, store.tell(new Command.Open("c", "small", 20, 100)));
    store.now = 101;
    store.tell(new Command.Tick());
    assertInstanceOf(Reply.Waiting.class, store.tell(new Command.Open("c", "small", 20, 100)));
    assertInstanceOf(Reply.Unknown.class, store.tell(new Command.Renew("b")));
  }

  @Test
  void whatDiedGivesItsLeasesBackAndIsReadAgainFromMemory() {
    var store = new Store(EvictionOrder.LRU, "died");
    store.open("a", 3);
    store.tell(new Command.Loaded("m3"));
    store.owed.clear();
    store.lose(3);
    assertEquals(0, store.book.leases("m3"));
    assertEquals(0, store.book.usedBytes(ModelTier.GPU));
    assertInstanceOf(Reply.Unknown.class, store.tell(new Command.Renew("a")));
    store.open("b", 3);
    assertEquals(List.of(new Effect.Load("m3", ModelTier.MEMORY)), store.owed);
  }

  @Test
  void whatIsForgottenLeavesEveryTierButNotItsUsers() {
    var store = new Store(EvictionOrder.LRU, "forgotten");
    store.open("a", 3);
    store.tell(new Command.Loaded("m3"));
    store.tell(new Command.Forget("m3"));
    assertTrue(store.book.isIn("m3", ModelTier.GPU));
    assertEquals(0, store.book.usedBytes(ModelTier.MEMORY) + store.book.usedBytes(ModelTier.DISK));
    store.tell(new Command.Close("a"));
    store.tell(new Command.Evict("m3"));
    assertTrue(store.owed.contains(new Effect.Drop("m3", ModelTier.GPU)));
  }

  @Test
  void aLeaseIsForOneModel() {
    var store = new Store(EvictionOrder.LRU, "one");
    store.tell(new Command.Open("a", "big", 90, 100));
    store.tell(new Command.Loaded("big"));
    assertInstanceOf(Reply.Opened.class, store.tell(new Command.Open("a", "big", 90, 100)));
    assertEquals(
        new Reply.Refused("a", ModelProtocol.Reason.LEASE_IN_USE, 5, 90, 100),
        store.tell(new Command.Open("a", "other", 5, 100)));
  }
}

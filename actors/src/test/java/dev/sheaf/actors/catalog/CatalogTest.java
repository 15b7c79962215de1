package dev.sheaf.actors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import dev.sheaf.actors.catalog.CatalogCommand.NameKind;
import dev.sheaf.policies.books.CatalogBook;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CatalogTest {
  private static ActorTestKit kit;

  /** The journal's form is the business of the node that writes it; here events are what counts. */
  private static EventSourcedBehaviorTestKit<
          CatalogCommand, CatalogEvent, CatalogBook<DatasetEntry>>
      catalog;

  @BeforeAll
  static void setUp() {
    kit =
        ActorTestKit.create(
            EventSourcedBehaviorTestKit.config()
                .withFallback(PersistenceTestKitSnapshotPlugin.config()));
    catalog =
        EventSourcedBehaviorTestKit.create(
            kit.system(),
            Catalog.create(CatalogCommand.ID),
            EventSourcedBehaviorTestKit.disabledSerializationSettings());
  }

  @BeforeEach
  void forgetEverything() {
    catalog.clear();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void aRegisteredDatasetIsFoundByItsName() {
    var cats = entry("cats", 1);
    assertEquals(new CatalogReply.DatasetIs(cats, true), register(cats));
    assertEquals(new CatalogReply.DatasetIs(cats, false), find("cats"));
  }

  @Test
  void registeringTheSameVersionAgainChangesNothing() {
    var cats = entry("cats", 1);
    register(cats);
    var again = catalog.<CatalogReply>runCommand(r -> new CatalogCommand.RegisterDataset(cats, r));
    assertEquals(new CatalogReply.DatasetIs(cats, false), again.reply());
    assertTrue(again.hasNoEvents());
  }

  @Test
  void aNewVersionTakesTheNameFromTheOldOne() {
    register(entry("cats", 1));
    var newer = entry("cats", 2);
    assertEquals(new CatalogReply.DatasetIs(newer, true), register(newer));
    assertEquals(new CatalogReply.DatasetIs(newer, false), find("cats"));
    assertEquals(new CatalogReply.DatasetsAre(List.of(newer), false), list("", 10));
  }

  @Test
  void aNameThatNobodyRegisteredIsAnsweredWithTheOneMostLikeIt() {
    assertEquals(new CatalogReply.NoSuchDataset("cats", ""), find("cats"));
    register(entry("cats", 1));
    assertEquals(new CatalogReply.NoSuchDataset("cast", "cats"), find("cast"));
  }

  @Test
  void datasetsAreListedInPagesInOrderOfName() {
    var all = List.of(entry("ants", 1), entry("bees", 2), entry("cats", 3));
    all.reversed().forEach(CatalogTest::register);
    assertEquals(new CatalogReply.DatasetsAre(all.subList(0, 2), true), list("", 2));
    assertEquals(new CatalogReply.DatasetsAre(all.subList(2, 3), false), list("bees", 2));
    assertEquals(new CatalogReply.DatasetsAre(all, false), list("", 3));
    assertEquals(new CatalogReply.DatasetsAre(List.of(), false), list("cats", 2));
  }

  @Test
  void aPageOfNoSensibleLengthIsAnsweredToo() {
    var cats = entry("cats", 1);
    register(cats);
    claim(NameKind.JOB, "train");
    assertEquals(new CatalogReply.DatasetsAre(List.of(), true), list("", -1));
    assertEquals(new CatalogReply.DatasetsAre(List.of(cats), false), list("", Integer.MAX_VALUE));
    assertEquals(new CatalogReply.NamesAre(List.of(), true), names(NameKind.JOB, "", -1));
    assertEquals(
        new CatalogReply.NamesAre(List.of("train"), false),
        names(NameKind.JOB, "", Integer.MAX_VALUE));
  }

  @Test
  void aForgottenDatasetIsGoneAndItsNameIsFreeAgain() {
    var cats = entry("cats", 1);
    register(cats);
    assertEquals(new CatalogReply.Forgotten("cats"), forget("cats"));
    assertEquals(new CatalogReply.NoSuchDataset("cats", ""), find("cats"));
    assertEquals(new CatalogReply.NoSuchDataset("cats", ""), forget("cats"));
    assertEquals(new CatalogReply.DatasetIs(cats, true), register(cats));
  }

  @Test
  void aNameIsTakenOnceForEachKind() {
    assertEquals(new CatalogReply.NameIs("train", true), claim(NameKind.JOB, "train"));
    assertEquals(new CatalogReply.NameIs("train", false), claim(NameKind.JOB, "train"));
    assertEquals(new CatalogReply.NameIs("train", true), claim(NameKind.ENSEMBLE, "train"));
  }

  @Test
  void namesAreListedInPagesByKind() {
    List.of("c", "a", "b").forEach(name -> claim(NameKind.JOB, name));
    claim(NameKind.ENSEMBLE, "z");
    var first = new CatalogReply.NamesAre(List.of("a", "b"), true);
    assertEquals(first, names(NameKind.JOB, "", 2));
    assertEquals(new CatalogReply.NamesAre(List.of("c"), false), names(NameKind.JOB, "b", 2));
    assertEquals(new CatalogReply.NamesAre(List.of("z"), false), names(NameKind.ENSEMBLE, "", 2));
  }

  @Test
  void aRestartedCatalogKnowsWhatItKnew() {
    register(entry("ants", 1));
    register(entry("cats", 2));
    var newer = entry("cats", 3);
    register(newer);
    forget("ants");
    claim(NameKind.JOB, "train");
    catalog.restart();
    assertEquals(new CatalogReply.DatasetsAre(List.of(newer), false), list("", 10));
    assertEquals(new CatalogReply.NameIs("train", false), claim(NameKind.JOB, "train"));
  }

  @Test
  void aCatalogRestartedFromASnapshotKnowsWhatItKnew() {
    var all = IntStream.range(0, 120).mapToObj(i -> entry("set-%03d".formatted(i), i)).toList();
    claim(NameKind.ENSEMBLE, "forest");
    all.forEach(CatalogTest::register);
    forget("set-119");
    var snapshots = catalog.snapshotTestKit().orElseThrow();
    var taken = snapshots.expectNextPersistedClass(id(), CatalogEvent.Snapshot.class);
    assertEquals(100, taken.events().size());
    catalog.restart();
    assertEquals(new CatalogReply.DatasetsAre(all.subList(0, 119), false), list("", 200));
    assertEquals(new CatalogReply.NameIs("forest", false), claim(NameKind.ENSEMBLE, "forest"));
  }

  private static String id() {
    return CatalogCommand.KIND + "|" + CatalogCommand.ID;
  }

  private static CatalogReply register(DatasetEntry entry) {
    return ask(r -> new CatalogCommand.RegisterDataset(entry, r));
  }

  private static CatalogReply find(String name) {
    return ask(r -> new CatalogCommand.FindDataset(name, r));
  }

  private static CatalogReply forget(String name) {
    return ask(r -> new CatalogCommand.ForgetDataset(name, r));
  }

  private static CatalogReply list(String cursor, int limit) {
    return ask(r -> new CatalogCommand.ListDatasets(cursor, limit, r));
  }

  private static CatalogReply claim(NameKind kind, String name) {
    return ask(r -> new CatalogCommand.ClaimName(kind, name, r));
  }

  private static CatalogReply names(NameKind kind, String cursor, int limit) {
    return ask(r -> new CatalogCommand.ListNames(kind, cursor, limit, r));
  }

  private static CatalogReply ask(Function<ActorRef<CatalogReply>, CatalogCommand> question) {
    return catalog.<CatalogReply>runCommand(question).reply();
  }

  private static DatasetEntry entry(String name, int version) {
    return new DatasetEntry(
        new DatasetVersion(name, "%064x".formatted(version)),
        "file:///data/" + name,
        "folder",
        10,
        2,
        1_000,
        List.of("cat"),
        "");
  }
}

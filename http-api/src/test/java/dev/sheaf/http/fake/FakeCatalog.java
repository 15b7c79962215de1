package dev.sheaf.http.fake;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** A catalog in a map. */
final class FakeCatalog {
  private final TreeMap<String, DatasetEntry> datasets = new TreeMap<>();
  private final TreeMap<String, String> policies = new TreeMap<>();
  private final TreeSet<String> names = new TreeSet<>();

  Behavior<CatalogCommand> behaviour() {
    return Behaviors.receiveMessage(command -> {
      answer(command);
      return Behaviors.same();
    });
  }

  private void answer(CatalogCommand command) {
    switch (command) {
      case CatalogCommand.RegisterDataset(var entry, var replyTo) -> {
        var before = datasets.put(entry.version().dataset(), entry);
        replyTo.tell(new CatalogReply.DatasetIs(entry, !entry.equals(before)));
      }
      case CatalogCommand.FindDataset(var name, var replyTo) -> replyTo.tell(find(name));
      case CatalogCommand.ListDatasets(var cursor, var limit, var replyTo) -> {
        var after = datasets.tailMap(cursor, false).values();
        replyTo.tell(
            new CatalogReply.DatasetsAre(
                after.stream().limit(limit).toList(), after.size() > limit));
      }
      case CatalogCommand.ForgetDataset(var name, var replyTo) ->
          replyTo.tell(
              datasets.remove(name) == null ? none(name) : new CatalogReply.Forgotten(name));
      case CatalogCommand.ClaimName(var _, var name, var replyTo) ->
          replyTo.tell(new CatalogReply.NameIs(name, names.add(name)));
      case CatalogCommand.ChoosePolicy(var name, var policy, var replyTo) -> {
        policies.put(name, policy);
        replyTo.tell(new CatalogReply.PolicyIs(name, policy));
      }
      case CatalogCommand.FindPolicy(var name, var replyTo) ->
          replyTo.tell(new CatalogReply.PolicyIs(name, policies.getOrDefault(name, "")));
      case CatalogCommand.ListNames(var _, var cursor, var limit, var replyTo) -> {
        var after = List.copyOf(names.tailSet(cursor, false));
        replyTo.tell(
            new CatalogReply.NamesAre(
                after.subList(0, Math.min(limit, after.size())), after.size() > limit));
      }
    }
  }

  private CatalogReply find(String name) {
    var entry = datasets.get(name);
    return entry == null ? none(name) : new CatalogReply.DatasetIs(entry, false);
  }

  private CatalogReply none(String name) {
    var nearest = datasets.isEmpty() ? "" : datasets.firstKey();
    return new CatalogReply.NoSuchDataset(name, nearest);
  }
}

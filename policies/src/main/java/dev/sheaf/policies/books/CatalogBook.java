package dev.sheaf.policies.books;

import dev.sheaf.policies.vocabulary.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Knows every dataset's current version, the cache policy that was chosen for it, and every name
 * that was ever taken by a job or ensemble.
 *
 * <p>Names are never given back: a journal may still speak of them.
 *
 * @param <D> what is remembered of a dataset
 */
public final class CatalogBook<D>
    implements Book<
        CatalogBook.Command<D>, CatalogBook.Event<D>, CatalogBook.NoEffect, CatalogBook.Reply<D>> {
  private final TreeMap<String, D> datasets = new TreeMap<>();
  private final TreeMap<String, String> policies = new TreeMap<>();
  private final TreeMap<String, TreeSet<String>> names = new TreeMap<>();

  /** What the book is told and asked. */
  public sealed interface Command<D> {
    /** Makes {@code dataset} the current version under {@code name}. */
    record Register<D>(String name, D dataset) implements Command<D> {}

    /** Asks for a dataset. */
    record Find<D>(String name) implements Command<D> {}

    /** Forgets a dataset. */
    record Forget<D>(String name) implements Command<D> {}

    /** Chooses the cache policy of a dataset, known or not yet; empty: the default again. */
    record Govern<D>(String name, String policy) implements Command<D> {}

    /** Asks for the cache policy of a dataset. */
    record FindPolicy<D>(String name) implements Command<D> {}

    /** Takes a name of a kind for good. */
    record Claim<D>(String kind, String name) implements Command<D> {}
  }

  /** What changes the book. */
  public sealed interface Event<D> {
    /** A dataset has this version now. */
    record DatasetRegistered<D>(String name, D dataset) implements Event<D> {}

    /** A dataset is forgotten. */
    record DatasetForgotten<D>(String name) implements Event<D> {}

    /** A dataset has this cache policy now; empty: the default. */
    record PolicyChosen<D>(String name, String policy) implements Event<D> {}

    /** A name is taken. */
    record NameClaimed<D>(String kind, String name) implements Event<D> {}
  }

  /** A catalog has no effects. */
  public record NoEffect() {}

  /** What the book answers. */
  public sealed interface Reply<D> {
    /** This is the dataset; {@code fresh} when the command made it so. */
    record DatasetIs<D>(D dataset, boolean fresh) implements Reply<D> {}

    /** There is none of this name; {@code nearest} is like it, or empty. */
    record NoSuchDataset<D>(String name, String nearest) implements Reply<D> {}

    /** It is forgotten. */
    record Forgotten<D>(String name) implements Reply<D> {}

    /** The cache policy that was chosen for the dataset; empty when none was. */
    record PolicyIs<D>(String name, String policy) implements Reply<D> {}

    /** The name is taken; {@code fresh} when by this command. */
    record NameIs<D>(String name, boolean fresh) implements Reply<D> {}
  }

  @Override
  public Decision<Event<D>, NoEffect, Reply<D>> decide(Command<D> command, long now) {
    return switch (command) {
      case Command.Register<D>(String name, D dataset) -> register(name, dataset);
      case Command.Find<D>(String name) -> Decision.reply(find(name));
      case Command.Forget<D>(String name) -> forget(name);
      case Command.Govern<D>(String name, String policy) -> govern(name, policy);
      case Command.FindPolicy<D>(String name) ->
          Decision.reply(new Reply.PolicyIs<>(name, policies.getOrDefault(name, "")));
      case Command.Claim<D>(String kind, String name) -> claim(kind, name);
    };
  }

  private Decision<Event<D>, NoEffect, Reply<D>> register(String name, D dataset) {
    return dataset.equals(datasets.get(name))
        ? Decision.reply(new Reply.DatasetIs<>(dataset, false))
        : new Decision<>(
            List.of(new Event.DatasetRegistered<>(name, dataset)),
            List.of(),
            new Reply.DatasetIs<>(dataset, true));
  }

  private Reply<D> find(String name) {
    var dataset = datasets.get(name);
    return dataset == null
        ? new Reply.NoSuchDataset<>(name, NearestName.of(name, datasets.keySet()).orElse(""))
        : new Reply.DatasetIs<>(dataset, false);
  }

  private Decision<Event<D>, NoEffect, Reply<D>> forget(String name) {
    return datasets.containsKey(name)
        ? new Decision<>(
            List.of(new Event.DatasetForgotten<>(name)), List.of(), new Reply.Forgotten<>(name))
        : Decision.reply(find(name));
  }

  private Decision<Event<D>, NoEffect, Reply<D>> govern(String name, String policy) {
    var reply = new Reply.PolicyIs<D>(name, policy);
    return policies.getOrDefault(name, "").equals(policy)
        ? Decision.reply(reply)
        : new Decision<>(List.of(new Event.PolicyChosen<>(name, policy)), List.of(), reply);
  }

  private Decision<Event<D>, NoEffect, Reply<D>> claim(String kind, String name) {
    return names.getOrDefault(kind, new TreeSet<>()).contains(name)
        ? Decision.reply(new Reply.NameIs<>(name, false))
        : new Decision<>(
            List.of(new Event.NameClaimed<>(kind, name)),
            List.of(),
            new Reply.NameIs<>(name, true));
  }

  @Override
  public void apply(Event<D> event) {
    switch (event) {
      case Event.DatasetRegistered<D>(String name, D dataset) -> datasets.put(name, dataset);
      case Event.DatasetForgotten<D>(String name) -> {
        datasets.remove(name);
        policies.remove(name);
      }
      case Event.PolicyChosen<D>(String name, String policy) -> {
        if (policy.isEmpty()) {
          policies.remove(name);
        } else {
          policies.put(name, policy);
        }
      }
      case Event.NameClaimed<D>(String kind, String name) ->
          names.computeIfAbsent(kind, absent -> new TreeSet<>()).add(name);
    }
  }

  @Override
  public List<NoEffect> wake(long now) {
    return List.of();
  }

  /** Datasets whose names come after {@code cursor}, in order; at most {@code limit}. */
  public List<D> datasets(String cursor, int limit) {
    return datasets.tailMap(cursor, false).values().stream().limit(limit).toList();
  }

  /** Names of a kind that come after {@code cursor}, in order; at most {@code limit}. */
  public List<String> names(String kind, String cursor, int limit) {
    var all = names.getOrDefault(kind, new TreeSet<>());
    return all.tailSet(cursor, false).stream().limit(limit).toList();
  }

  /** The events that would make an empty book like this one: its snapshot. */
  public List<Event<D>> retold() {
    var events = new ArrayList<Event<D>>();
    datasets.forEach((name, dataset) -> events.add(new Event.DatasetRegistered<>(name, dataset)));
    policies.forEach((name, policy) -> events.add(new Event.PolicyChosen<>(name, policy)));
    names.forEach(
        (kind, all) -> all.forEach(name -> events.add(new Event.NameClaimed<>(kind, name))));
    return events;
  }
}

package dev.sheaf.policies.books;

import dev.sheaf.policies.books.FleetProtocol.Command;
import dev.sheaf.policies.books.FleetProtocol.Effect;
import dev.sheaf.policies.books.FleetProtocol.Event;
import dev.sheaf.policies.books.FleetProtocol.Purpose;
import dev.sheaf.policies.books.FleetProtocol.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows in which state every Lambda node is, keeps those warm that hold something, and notices when
 * an environment has been replaced.
 *
 * <pre>
 *             Need            Answered            Need
 *   ASLEEP ─────────► INVOKING ───────► SERVING ───────► CHECKING ─ Answered ─► SERVING
 *    │  ▲ ▲               │ ▲ Silent,     │ Bye,             │ Bye, Returned, Silent
 *    │  │ └───────────────┼─┘ Returned    │ Returned         └──────► INVOKING
 *    │  └─────────────────┼───────────────┘
 *    │ Reminded           │ attempts used up
 *    ▼                    ▼
 *   WARMING ─ Returned   SILENT ─ Need, after a rest ─► INVOKING
 * </pre>
 *
 * <p>An answer counts only if it quotes the question that is open; a late one, a second one, and
 * the goodbye of an older run change nothing. A node is {@code Ready} only after such an answer,
 * and {@code Lost} comes first when the instance is not the known one. What a pause did to an
 * environment is told by {@code Met}, whatever it was. A run whose call comes back before it
 * answered is begun again at once. A warm-up is due an interval after the last activity.
 *
 * <p><i>Cost:</i> O(1) a command; a few dozen bytes a node. <i>Source:</i> the node states and the
 * preflight before each request: Wang et al., "InfiniCache", FAST 2020, §3; the fencing by question
 * is ours.
 */
public final class FleetBook implements Book<Command, Event, Effect, Reply> {
  /** What a node is doing, as far as is known. */
  public enum NodeState {
    /** No run is known of. */
    ASLEEP,
    /** A run was asked for and has not answered. */
    INVOKING,
    /** A warm-up is under way. */
    WARMING,
    /** It answered and said no goodbye. */
    SERVING,
    /** It is being asked whether it still serves. */
    CHECKING,
    /** It answered none of the attempts, and rests. */
    SILENT
  }

  /**
   * How long and how often the book waits.
   *
   * @param warmUpNanos from a node's last activity to its warm-up, at first; 0 means never
   * @param pingNanos for the answer to a ping
   * @param invokeNanos for the answer to an invoke
   * @param attempts invokes before a node counts as silent
   * @param restNanos before a silent node is invoked again
   */
  public record Patience(
      long warmUpNanos, long pingNanos, long invokeNanos, int attempts, long restNanos) {
    /** Waits that end. */
    public Patience {
      if (warmUpNanos < 0 || pingNanos < 1 || invokeNanos < 1 || attempts < 1 || restNanos < 0) {
        throw new IllegalArgumentException(
            "every wait must have an end and attempts be at least 1 but were "
                + warmUpNanos
                + ", "
                + pingNanos
                + ", "
                + invokeNanos
                + ", "
                + attempts
                + ", "
                + restNanos);
      }
    }
  }

  private static final class Node {
    private NodeState state = NodeState.ASLEEP;
    private long question;
    private long run;
    private long instance;
    private long lastActivity;
    private long pause;
    private long warmUpNanos;
    private int attempt;
    private boolean wanted;
    private boolean holds;
    private boolean reminding;
  }

  private final Patience patience;
  private final Node[] nodes;

  /** A fleet of {@code nodes} of which nothing is known. */
  public FleetBook(int nodes, Patience patience) {
    this.patience = patience;
    this.nodes = new Node[nodes];
    for (int i = 0; i < nodes; i++) {
      this.nodes[i] = new Node();
      this.nodes[i].warmUpNanos = patience.warmUpNanos();
    }
  }

  /** What the node is doing, as far as is known. */
  public NodeState state(int node) {
    return nodes[node].state;
  }

  /** The environment that answered last; 0 when none has. */
  public long instance(int node) {
    return nodes[node].instance;
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Need need -> need(need.node(), now);
      case Command.Answered answered -> answered(answered, now);
      case Command.Bye bye -> over(bye.node(), bye.question(), now);
      case Command.Returned returned -> returned(returned, now);
      case Command.Silent silent -> silent(silent, now);
      case Command.Reminded reminded -> reminded(reminded.node(), now);
      case Command.Holds holds -> holds(holds);
      case Command.WarmEvery every ->
          nodes[every.node()].warmUpNanos == every.pauseNanos()
              ? Decision.nothing()
              : new Decision<>(
                  List.of(new Event.Paced(every.node(), every.pauseNanos())), List.of(), null);
    };
  }

  private Decision<Event, Effect, Reply> need(int id, long now) {
    var node = nodes[id];
    return switch (node.state) {
      case ASLEEP -> invoke(id, 1, now);
      case INVOKING, CHECKING -> Decision.reply(Reply.WAIT);
      case WARMING -> new Decision<>(List.of(new Event.Wanted(id)), List.of(), Reply.WAIT);
      case SERVING -> ping(id, now);
      case SILENT ->
          now - node.lastActivity < patience.restNanos()
              ? Decision.reply(Reply.UNAVAILABLE)
              : invoke(id, 1, now);
    };
  }

  private Decision<Event, Effect, Reply> invoke(int id, int attempt, long now) {
    var question = nodes[id].question + 1;
    return new Decision<>(
        List.of(new Event.Invoked(id, question, Purpose.SERVE, attempt, now)),
        List.of(new Effect.Invoke(id, question, Purpose.SERVE, patience.invokeNanos())),
        Reply.WAIT);
  }

  private Decision<Event, Effect, Reply> ping(int id, long now) {
    var question = nodes[id].question + 1;
    return new Decision<>(
        List.of(new Event.Pinged(id, question, now)),
        List.of(new Effect.Ping(id, question, patience.pingNanos())),
        Reply.WAIT);
  }

  private Decision<Event, Effect, Reply> answered(Command.Answered answered, long now) {
    var id = answered.node();
    var node = nodes[id];
    var awaited = node.state == NodeState.INVOKING || node.state == NodeState.CHECKING;
    if (!awaited || answered.question() != node.question) {
      return Decision.nothing();
    }
    var effects = new ArrayList<Effect>(2);
    var began = node.state == NodeState.INVOKING;
    noticeLoss(id, began, answered.instance(), answered.asOfNanos(), effects);
    effects.add(new Effect.Ready(id));
    return new Decision<>(List.of(new Event.Served(id, answered.instance(), now)), effects, null);
  }

  private void noticeLoss(
      int id, boolean began, long instance, long asOfNanos, List<Effect> effects) {
    var known = nodes[id].instance;
    if (known != 0 && known != instance) {
      effects.add(new Effect.Lost(id, asOfNanos));
    }
    if (known != 0 && began && nodes[id].pause > 0) {
      effects.add(new Effect.Met(id, nodes[id].pause, known == instance));
    }
  }

  /** The run begun by {@code question} is over. */
  private Decision<Event, Effect, Reply> over(int id, long question, long now) {
    var node = nodes[id];
    if (question != node.run) {
      return Decision.nothing();
    }
    return switch (node.state) {
      case SERVING ->
          new Decision<>(List.of(new Event.Slept(id, node.instance, now)), List.of(), null);
      case CHECKING -> invoke(id, 1, now);
      case INVOKING, ASLEEP, WARMING, SILENT -> Decision.nothing();
    };
  }

  private Decision<Event, Effect, Reply> returned(Command.Returned returned, long now) {
    var id = returned.node();
    var node = nodes[id];
    if (returned.question() != node.run) {
      return Decision.nothing();
    }
    return switch (node.state) {
      case WARMING -> warmed(returned, now);
      case INVOKING -> again(id, now);
      case SERVING, CHECKING -> over(id, returned.question(), now);
      case ASLEEP, SILENT -> Decision.nothing();
    };
  }

  private Decision<Event, Effect, Reply> warmed(Command.Returned returned, long now) {
    var id = returned.node();
    var events = new ArrayList<Event>(2);
    var effects = new ArrayList<Effect>(2);
    noticeLoss(id, true, returned.instance(), returned.asOfNanos(), effects);
    events.add(new Event.Slept(id, returned.instance(), now));
    if (nodes[id].wanted) {
      var asked = invoke(id, 1, now);
      events.addAll(asked.events());
      effects.addAll(asked.effects());
    }
    return new Decision<>(events, effects, null);
  }

  private Decision<Event, Effect, Reply> silent(Command.Silent silent, long now) {
    var id = silent.node();
    var node = nodes[id];
    if (silent.question() != node.question) {
      return Decision.nothing();
    }
    return switch (node.state) {
      case CHECKING -> invoke(id, 1, now);
      case INVOKING -> again(id, now);
      case WARMING ->
          node.wanted
              ? invoke(id, 1, now)
              : new Decision<>(List.of(new Event.Slept(id, node.instance, now)), List.of(), null);
      case ASLEEP, SERVING, SILENT -> Decision.nothing();
    };
  }

  private Decision<Event, Effect, Reply> again(int id, long now) {
    var attempt = nodes[id].attempt;
    return attempt < patience.attempts()
        ? invoke(id, attempt + 1, now)
        : new Decision<>(
            List.of(new Event.WentSilent(id, now)), List.of(new Effect.Unavailable(id)), null);
  }

  private Decision<Event, Effect, Reply> reminded(int id, long now) {
    var node = nodes[id];
    if (!node.holds) {
      return new Decision<>(List.of(new Event.Reminding(id, false)), List.of(), null);
    }
    if (node.warmUpNanos == 0) {
      return new Decision<>(List.of(new Event.Reminding(id, false)), List.of(), null);
    }
    var due = node.lastActivity + node.warmUpNanos;
    var resting = node.state == NodeState.ASLEEP || node.state == NodeState.SILENT;
    if (!resting || due > now) {
      var after = resting ? due - now : node.warmUpNanos;
      return new Decision<>(List.of(), List.of(new Effect.Remind(id, after)), null);
    }
    var question = node.question + 1;
    return new Decision<>(
        List.of(new Event.Invoked(id, question, Purpose.WARM_UP, 1, now)),
        List.of(
            new Effect.Invoke(id, question, Purpose.WARM_UP, patience.invokeNanos()),
            new Effect.Remind(id, node.warmUpNanos)),
        null);
  }

  private Decision<Event, Effect, Reply> holds(Command.Holds holds) {
    var id = holds.node();
    var node = nodes[id];
    if (holds.something() == node.holds) {
      return Decision.nothing();
    }
    var held = new Event.Held(id, holds.something());
    return holds.something() && !node.reminding && node.warmUpNanos > 0
        ? new Decision<>(
            List.of(held, new Event.Reminding(id, true)),
            List.of(new Effect.Remind(id, node.warmUpNanos)),
            null)
        : new Decision<>(List.of(held), List.of(), null);
  }

  @Override
  public void apply(Event event) {
    switch (event) {
      case Event.Invoked invoked -> applyInvoked(invoked);
      case Event.Pinged pinged -> {
        nodes[pinged.node()].question = pinged.question();
        enter(pinged.node(), NodeState.CHECKING, pinged.atNanos());
      }
      case Event.Wanted wanted -> nodes[wanted.node()].wanted = true;
      case Event.Served served -> {
        nodes[served.node()].instance = served.instance();
        enter(served.node(), NodeState.SERVING, served.atNanos());
      }
      case Event.Slept slept -> {
        nodes[slept.node()].instance = slept.instance();
        enter(slept.node(), NodeState.ASLEEP, slept.atNanos());
      }
      case Event.WentSilent silent -> enter(silent.node(), NodeState.SILENT, silent.atNanos());
      case Event.Held held -> nodes[held.node()].holds = held.something();
      case Event.Paced paced -> nodes[paced.node()].warmUpNanos = paced.pauseNanos();
      case Event.Reminding reminding -> nodes[reminding.node()].reminding = reminding.asked();
    }
  }

  private void applyInvoked(Event.Invoked invoked) {
    var node = nodes[invoked.node()];
    // A second attempt ends the same pause.
    node.pause = invoked.attempt() == 1 ? invoked.atNanos() - node.lastActivity : node.pause;
    node.question = invoked.question();
    node.run = invoked.question();
    node.attempt = invoked.attempt();
    node.wanted = false;
    enter(
        invoked.node(),
        invoked.purpose() == Purpose.SERVE ? NodeState.INVOKING : NodeState.WARMING,
        invoked.atNanos());
  }

  private void enter(int id, NodeState state, long now) {
    nodes[id].state = state;
    nodes[id].lastActivity = now;
  }

  @Override
  public List<Effect> wake(long now) {
    var owed = new ArrayList<Effect>();
    for (int id = 0; id < nodes.length; id++) {
      var node = nodes[id];
      switch (node.state) {
        case INVOKING ->
            owed.add(new Effect.Invoke(id, node.question, Purpose.SERVE, patience.invokeNanos()));
        case WARMING ->
            owed.add(new Effect.Invoke(id, node.question, Purpose.WARM_UP, patience.invokeNanos()));
        case CHECKING -> owed.add(new Effect.Ping(id, node.question, patience.pingNanos()));
        case ASLEEP, SERVING, SILENT -> {}
      }
      if (node.reminding) {
        owed.add(new Effect.Remind(id, node.warmUpNanos));
      }
    }
    return owed;
  }
}

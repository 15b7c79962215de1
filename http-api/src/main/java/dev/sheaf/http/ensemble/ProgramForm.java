package dev.sheaf.http.ensemble;

import dev.sheaf.actors.ensemble.SlotOffer;
import dev.sheaf.policies.ensemble.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * What trains a member: {@code engine} and {@code precision}, or a {@code command}.
 *
 * <p>A member may be seated on any node with slots, so every one of them must be able to train it;
 * a command must be among those that each node's operator allows.
 */
final class ProgramForm {
  static final List<String> KNOWN = List.of("engine", "precision", "command");
  private static final Program.Engine[] ENGINES = {Program.Engine.DJL, Program.Engine.PYTHON};
  private static final int MOST_WORDS = 64;

  private ProgramForm() {}

  static boolean isCommand(SpecFields its) {
    return its.get("command") != null;
  }

  /** The program as far as the fields say it; an engine that is not named is DJL. */
  static Program read(SpecFields its) {
    if (!isCommand(its)) {
      var engine = its.choice("engine", ENGINES, Program.Engine.DJL);
      var precision =
          its.choice("precision", Program.Precision.values(), Program.Precision.FLOAT32);
      return new Program(engine, precision, List.of());
    }
    for (var other : List.of("engine", "precision", "model", "width")) {
      if (its.get(other) != null) {
        its.refuse(other, "absent beside command, which brings its own", "");
      }
    }
    return Program.of(words(its));
  }

  private static List<String> words(SpecFields its) {
    var words = new ArrayList<String>();
    for (var item : its.items("command")) {
      var word = item instanceof SpecNode.Leaf leaf ? leaf.value().asText() : "";
      if (word.isBlank()) {
        its.refuseItem("command", item, "a word");
      }
      words.add(word);
    }
    if (words.isEmpty() || words.size() > MOST_WORDS) {
      its.refuse("command", "a list of 1..%d words".formatted(MOST_WORDS), "");
    }
    return words;
  }

  /** The program that the nodes would start; refuses what one of them would not. */
  static Program bound(SpecFields its, Program program, List<SlotOffer> offers) {
    return switch (program.engine()) {
      case COMMAND -> {
        allowed(its, program, offers);
        yield program;
      }
      case DJL, PYTHON -> {
        var engine = its.get("engine") == null ? byDefault(offers) : program.engine();
        var chosen = new Program(engine, program.precision(), List.of());
        able(its, chosen, offers);
        yield chosen;
      }
    };
  }

  private static Program.Engine byDefault(List<SlotOffer> offers) {
    var python = !offers.isEmpty() && offers.getFirst().trainers().byDefault().equals("python");
    return python ? Program.Engine.PYTHON : Program.Engine.DJL;
  }

  private static void able(SpecFields its, Program program, List<SlotOffer> offers) {
    if (program.engine() == Program.Engine.DJL) {
      if (program.precision() == Program.Precision.MIXED) {
        its.refuse("precision", "float32 with the engine djl: mixed needs the engine python", "");
      }
      return;
    }
    for (var offer : offers) {
      var problem = offer.trainers().withoutPython();
      if (!problem.isEmpty()) {
        its.refuse("engine", "djl, since node %s says: %s".formatted(offer.node(), problem), "");
        return;
      }
    }
  }

  private static void allowed(SpecFields its, Program program, List<SlotOffer> offers) {
    for (var offer : offers) {
      var lines = offer.trainers().commands();
      if (!lines.contains(program.line())) {
        its.refuse(
            "command",
            "one that sheaf.gpu.commands allows on every node with slots; node %s allows %s"
                .formatted(offer.node(), lines.isEmpty() ? "none" : lines.size() + " others"),
            "");
        return;
      }
    }
  }
}

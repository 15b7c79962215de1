package dev.sheaf.http.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.route.Asking;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.NearestName;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;

/** By which policy the packages of a dataset are kept: chosen, shown, and told its conductor. */
final class DatasetPolicies {
  static final String FIELD = "policy";

  /** The word for what {@code sheaf.cache.policy} says. */
  private static final String DEFAULT = "default";

  private static final Pattern ANY = Pattern.compile(".{1,64}");

  private final Asking asking;

  DatasetPolicies(Asking asking) {
    this.asking = asking;
  }

  /** The policy that a body names; refused when there is none of that name. */
  static Optional<String> read(Fields fields) {
    if (!fields.has(FIELD)) {
      return Optional.empty();
    }
    var names = new ArrayList<>(Residency.NAMES);
    names.add(DEFAULT);
    var rule = "one of " + String.join(", ", names);
    var named = fields.text(FIELD, ANY, rule, null);
    if (!named.isEmpty() && !names.contains(named)) {
      var nearest = NearestName.of(named, names).map(name -> "; did you mean " + name + "?");
      fields.refuse(FIELD, fields.raw(FIELD), rule + nearest.orElse(""), named);
    }
    return Optional.of(named);
  }

  /** Remembers the choice; it holds for every version of the dataset, those to come too. */
  void choose(String dataset, String policy) {
    var chosen = policy.equals(DEFAULT) ? "" : policy;
    asking.catalog(r -> new CatalogCommand.ChoosePolicy(dataset, chosen, r));
    if (asking.catalog(r -> new CatalogCommand.FindDataset(dataset, r))
        instanceof CatalogReply.DatasetIs(DatasetEntry entry, boolean fresh)) {
      asking.tellConductor(entry.version(), new ConductorCommand.Keep(chosen));
    }
  }

  /** Adds the policy to what is shown of a dataset. */
  ObjectNode shown(String dataset, ObjectNode view) {
    var reply = asking.catalog(r -> new CatalogCommand.FindPolicy(dataset, r));
    var chosen = reply instanceof CatalogReply.PolicyIs(String name, String policy) ? policy : "";
    return view.put(FIELD, chosen.isEmpty() ? DEFAULT : chosen);
  }
}

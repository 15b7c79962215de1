package dev.sheaf.http.fake;

import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.ModelWish;
import dev.sheaf.actors.model.Models;
import dev.sheaf.actors.model.Prediction;
import dev.sheaf.actors.model.Predictor;
import dev.sheaf.policies.model.ModelTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A fake store: it takes every model in but one, and sees the first class in all images. */
public final class FakeModels implements Models {
  private final TreeMap<String, ModelCard> cards = new TreeMap<>();
  private final TreeSet<String> leases = new TreeSet<>();

  /** What the next prediction answers instead. */
  public Optional<Prediction> next = Optional.empty();

  @Override
  public Prediction predict(Predictor predictor, List<byte[]> images, Duration patience) {
    if (next.isPresent()) {
      return next.get();
    }
    var classes =
        switch (predictor) {
          case Predictor.Ensemble(var spec, var _) -> spec.classes();
          case Predictor.Single(String name) -> facts(name).orElseThrow().classes();
        };
    var rows = new ArrayList<float[]>();
    for (int i = 0; i < images.size(); i++) {
      if (images.get(i).length < 4) {
        return new Prediction.Undecodable(i);
      }
      var row = new float[classes];
      row[0] = 1;
      rows.add(row);
    }
    return new Prediction.Predicted(rows);
  }

  @Override
  public Registration register(ModelWish wish) {
    var facts =
        switch (wish) {
          case ModelWish.OfFile file -> file.facts();
          case ModelWish.OfMember member ->
              new ModelCard.Facts("cnn", 8, 2, "sgd", 32, 16, 0, "cats");
        };
    if (wish instanceof ModelWish.OfFile file && file.uri().getPath().contains("absent")) {
      return new Registration.Refused("uri", file.uri() + " is not there");
    }
    var card =
        new ModelCard(
            wish.name(),
            facts,
            "somewhere",
            "k",
            new ModelCard.Pages(100_000, 2),
            new ModelCard.Use(ModelTier.MEMORY, 0, 3, 1_000),
            "");
    return new Registration.Registered(card, cards.put(wish.name(), card) == null);
  }

  @Override
  public List<String> names(String after, int limit) {
    return cards.tailMap(after, false).keySet().stream().limit(limit).toList();
  }

  @Override
  public Optional<ModelCard.Facts> facts(String name) {
    return find(name).map(ModelCard::facts);
  }

  @Override
  public Optional<ModelCard> find(String name) {
    return Optional.ofNullable(cards.get(name));
  }

  @Override
  public ModelCard.Shared shared(String name) {
    return new ModelCard.Shared(1, 65_536);
  }

  @Override
  public boolean remove(String name) {
    return cards.remove(name) != null;
  }

  @Override
  public Opening open(String name, String lease, Duration length) {
    if (next.isPresent() || !cards.containsKey(name)) {
      return new Opening.Not(next.orElse(new Prediction.NoSuchModel(name)));
    }
    leases.add(lease);
    return new Opening.Opened();
  }

  @Override
  public boolean renew(String lease) {
    return leases.contains(lease);
  }

  @Override
  public boolean close(String lease) {
    return leases.remove(lease);
  }

  @Override
  public Fill fill() {
    var tier = new Fill.Tier(1, 2);
    return new Fill(tier, tier, tier, 100_000, 200_000);
  }
}

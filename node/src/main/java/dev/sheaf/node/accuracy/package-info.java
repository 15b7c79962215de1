/** Accuracy: the same models, trained with the same seeds under each contract. */
@NullMarked
package dev.sheaf.node.accuracy;

import org.jspecify.annotations.NullMarked;

/* Everything a level is made of; each level's file includes it last and names its table. */
#include "vectors.h"

#include "unpack.h"

#include "products.h"

#include "layers.h"

#include "attention.h"

const lk_kernels LK_TABLE = {
    quantize_row, multiply_blocks, multiply_floats, multiply_exactly, rms_norm,       layer_norm,    swiglu, gelu,
    add,          attend,          attend_segment,  join_parts,       store_position, float_product,
    page_scores,  powers,          add_scaled,      total,           peak,
};

// Written by Examples/lectern-models/measured/fit.py; change it there.

/// Coefficients of the multinomial logistic regression, for the features in their order.
enum MeasuredCoefficients {
    /// Of no, of partial, of full support.
    static let rows: [[Double]] = [
        // constant: 1.
        [5.600056, -10.539041, 4.938985],
        // overlap: mean of how far content words are found.
        [-3.166856, 3.278109, -0.111252],
        // missing: ln(1 + content words not found at all).
        [-0.259099, 0.337386, -0.078287],
        // allFound: 1 when none is missing.
        [0.026012, -1.450482, 1.424469],
        // oneMissing: 1 when exactly one is missing.
        [0.379688, -0.544725, 0.165036],
        // pairs: share of neighbouring content words that follow within four content words in the cited text.
        [-0.000416, -1.124069, 1.124485],
        // bigrams: share of neighbouring words of any kind that are neighbours there too.
        [0.861392, -1.102426, 0.241035],
        // order: longest common subsequence of content words, divided by their number.
        [-0.981901, 3.785805, -2.803904],
        // tailOverlap: overlap of the second half of the content words: what is said of the subject.
        [-0.684118, 0.472167, 0.211952],
        // lastMissing: 1 when the last content word is missing.
        [0.208915, 0.128681, -0.337596],
        // firstMissing: 1 when the first content word is missing.
        [-0.109217, -0.154086, 0.263303],
        // bestSentence: largest share of content stems found in one sentence.
        [3.054334, -5.032305, 1.977971],
        // nameMissing: 1 when a capitalised word inside a sentence is missing.
        [-0.726966, 1.718824, -0.991858],
        // namesFound: 1 when there are such words and all are found.
        [-0.833343, 1.723345, -0.890002],
        // plainMissing: ln(1 + missing content words that are neither capitalised nor figures).
        [-0.077124, -0.401413, 0.478536],
        // numberMissing: 1 when a figure of the statement is missing.
        [0.103891, -0.268863, 0.164972],
        // numbersFound: 1 when there are figures and all are found.
        [-0.119152, 0.009957, 0.109195],
        // numberChanged: 1 when the cited text has another figure of the same kind (year or not) instead.
        [0.469366, 0.140347, -0.609714],
        // yearMissing: 1 when a missing figure is a year.
        [0.186327, 0.371576, -0.557903],
        // negatedAlone: 1 when only the statement is negated.
        [-0.169523, -0.345800, 0.515323],
        // negatedThere: 1 when only the cited text is negated.
        [0.309540, -0.139887, -0.169653],
        // negatedBoth: 1 when both are.
        [-0.136199, -0.321331, 0.457531],
        // negatedAloneOverlap: negatedAlone times overlap.
        [1.886991, 1.368970, -3.255961],
        // exclusiveAlone: 1 when the statement claims all or only and the cited text does not use that word.
        [0.668353, 0.517228, -1.185580],
        // antonym: 1 when a word is missing whose opposite stands there.
        [0.706833, 0.302434, -1.009267],
        // kindChanged: 1 when a missing word has another of its kind there (a nation, a month, a trade) instead.
        [0.329581, 0.199918, -0.529499],
        // kindMissing: 1 when a word of a known kind is missing and none of its kind stands there.
        [0.021617, 0.012121, -0.033738],
        // kindFound: 1 when a word of a known kind is found.
        [0.014823, -0.071480, 0.056657],
        // moreAlone: 1 when a word for more stands only in the statement.
        [-0.146467, -0.147946, 0.294413],
        // lessAlone: 1 when a word for less stands only in the statement.
        [0.131973, -0.164140, 0.032167],
        // citedLength: ln of the number of cited words.
        [-0.332527, 0.581293, -0.248766],
        // length: ln of the number of content words.
        [-0.798190, 1.840015, -1.041825],
    ]
}

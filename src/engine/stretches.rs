//! Stretches of a text in order, none touching another.

use crate::text::span::{Folded, Span};

/// Puts stretches in order, and joins those that touch.
pub(super) fn join(stretches: &mut Vec<Span<Folded>>) {
    stretches.sort_unstable();
    stretches.dedup_by(|next, kept| {
        let touches = next.start <= kept.end;
        if touches {
            *kept = kept.hull(*next);
        }
        touches
    });
}

/// True where a stretch lies in one of these, which stand in order and touch nowhere.
pub(super) fn is_covered(stretches: &[Span<Folded>], span: Span<Folded>) -> bool {
    let before = stretches.partition_point(|stretch| stretch.start <= span.start);
    before > 0 && stretches[before - 1].covers(span)
}

#[cfg(test)]
mod tests {
    use super::{is_covered, join};
    use crate::text::span::Span;

    #[test]
    fn what_touches_is_one_stretch() {
        let mut stretches = vec![Span::new(9, 12), Span::new(0, 4), Span::new(4, 6), Span::new(10, 11)];
        join(&mut stretches);
        assert_eq!(stretches, [Span::new(0, 6), Span::new(9, 12)]);
        assert!(is_covered(&stretches, Span::new(3, 6)) && is_covered(&stretches, Span::new(9, 10)));
        assert!(!is_covered(&stretches, Span::new(5, 9)) && !is_covered(&[], Span::new(0, 1)));
    }
}

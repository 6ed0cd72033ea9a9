//! Recursive types: boxes on the edges that would make a type contain itself.
//!
//! A pass over the finished table. Lists, maps and boxes already put their contents on the heap;
//! every other edge within a strongly connected component gets a box.

use super::nodes::{Kind, Type, TypeDef, TypeId, Use};

/// Boxes what is recursive by value.
pub(super) fn break_cycles(types: &mut [TypeDef]) {
    let edges: Vec<Vec<usize>> = types.iter().map(|def| by_value(&def.kind)).collect();
    let component = components(&edges);
    for (index, def) in types.iter_mut().enumerate() {
        let cyclic = |id: TypeId| component[id.0] == component[index];
        each_use(&mut def.kind, &mut |used| box_edge(&mut used.ty, index, &edges, &cyclic));
    }
}

/// Boxes a type that leads back to the one that holds it.
fn box_edge(ty: &mut Type, holder: usize, edges: &[Vec<usize>], cyclic: &dyn Fn(TypeId) -> bool) {
    if let Type::Loose(inner) = ty {
        box_edge(inner, holder, edges, cyclic);
    } else if let Type::Named(id) = ty
        && cyclic(*id)
        && (id.0 != holder || edges[holder].contains(&holder))
    {
        *ty = Type::Boxed(Box::new(ty.clone()));
    }
}

/// The types that a type contains without a list, a map or a box between.
fn by_value(kind: &Kind) -> Vec<usize> {
    let mut found = Vec::new();
    let mut kind = kind.clone();
    each_use(&mut kind, &mut |used| {
        let ty = if let Type::Loose(inner) = &used.ty { inner } else { &used.ty };
        if let Type::Named(id) = ty {
            found.push(id.0);
        }
    });
    found
}

fn each_use(kind: &mut Kind, visit: &mut dyn FnMut(&mut Use)) {
    match kind {
        Kind::Struct(object) => {
            // A typed rest (`others`) is a map: its values are on the heap.
            object.fields.iter_mut().for_each(|field| visit(&mut field.ty));
        }
        Kind::Union(union) => union.variants.iter_mut().for_each(|variant| visit(&mut variant.ty)),
        // What follows the first items is a list: its values are on the heap.
        Kind::Tuple(tuple) => tuple.items.iter_mut().for_each(|item| visit(&mut item.ty)),
        Kind::Newtype(inner) | Kind::Alias(inner) => visit(inner),
        Kind::StringEnum(_) => {}
    }
}

/// Strongly connected components (Kosaraju): the number of each node's component.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(edges.len());
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        post_order(start, edges, &mut seen, &mut order);
    }
    let mut back = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for &to in targets {
            back[to].push(from);
        }
    }
    let mut component = vec![usize::MAX; edges.len()];
    for &root in order.iter().rev() {
        let mut stack = vec![root];
        while let Some(node) = stack.pop() {
            if component[node] == usize::MAX {
                component[node] = root;
                stack.extend(&back[node]);
            }
        }
    }
    component
}

fn post_order(start: usize, edges: &[Vec<usize>], seen: &mut [bool], order: &mut Vec<usize>) {
    let mut stack = vec![(start, 0)];
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    while let Some((node, next)) = stack.pop() {
        match edges[node].get(next) {
            Some(&target) => {
                stack.push((node, next + 1));
                if !std::mem::replace(&mut seen[target], true) {
                    stack.push((target, 0));
                }
            }
            None => order.push(node),
        }
    }
}

#include "delivery/module.h"

#include "delivery/completion.h"
#include "delivery/initiative.h"
#include "delivery/proof.h"
#include "delivery/review.h"
#include "delivery/task.h"

namespace tos::delivery {

KindTable delivery_kinds() {
  static constexpr KindEntry table[] = {
      kind_entry<Initiative, check_initiative, apply_initiative, folder_of_initiative>(
          "delivery.initiative/v1", Signer::member, "member", "work that carries out a decision"),
      kind_entry<Task, check_task, apply_task, folder_of_task>("delivery.task/v1", Signer::member, "member",
                                                               "a piece of an initiative"),
      kind_entry<TaskStep, check_task_step, apply_task_step, folder_of_task_step>(
          "delivery.task-step/v1", Signer::member, "member", "a task is claimed, given back or done"),
      kind_entry<Proof, check_proof, apply_proof, folder_of_proof>("delivery.proof/v1", Signer::member, "member",
                                                                   "what shows that work was done"),
      kind_entry<Delivery, check_delivery, apply_delivery, folder_of_delivery>(
          "delivery.delivery/v1", Signer::member, "member", "an initiative is handed over"),
      kind_entry<Review, check_review, apply_review, folder_of_review>("delivery.review/v1", Signer::member, "member",
                                                                       "what a delivery turned out to be"),
      kind_entry<Closing, check_closing, apply_closing, folder_of_closing>("delivery.closing/v1", Signer::member,
                                                                           "member", "an initiative ends"),
  };
  return table;
}

}  // namespace tos::delivery
